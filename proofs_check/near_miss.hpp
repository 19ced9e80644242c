#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "proofs_check/evidence.hpp"

/// A hypothesis that is false by rounding alone: x/‖x‖ in binary64 has a norm just above 1. Its verdict is what it is,
/// not-applicable; this tells whose inputs were meant to meet it.
namespace margincert::proofs {

/// The tasks of a campaign that one hypothesis excluded so.
struct NearMiss {
  long tasks = 0;
  double largest = 0;  ///< an upper bound of every relative distance

  void add(const NearMiss& more);
  friend bool operator==(const NearMiss&, const NearMiss&) = default;
};

/// How far apart two sides may be, relative to the larger one: some hundred roundings of binary64.
inline constexpr double nearest_miss = 0x1p-45;

/// How far the hypothesis, which is certified false, is missed: an upper bound of the relative distance of the two
/// sides of every inequality that is not certified. None when that is not certified to be at most `nearest_miss`, when
/// two sides are equal, and for what is no inequality. `cause` is the reason of a not-applicable verdict.
std::optional<double> near_miss(std::string_view cause, const Evidence& evidence);

/// What to do about it: "divide every x by ‖x‖(1 + 2⁻⁵⁰)".
std::string near_miss_remedy(std::string_view hypothesis);

}  // namespace margincert::proofs
