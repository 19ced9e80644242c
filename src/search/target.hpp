#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "proofs_check/first_rung.hpp"
#include "proofs_check/judge.hpp"

namespace margincert::search {

/// What is attacked: one statement (or its twin) in one regime, where all of the required hypotheses are true.
struct Target {
  const proofs::Statement* statement = nullptr;
  proofs::Version version = proofs::Version::stated;
  recursion::Regime regime = recursion::Regime::full;
  std::vector<std::string> required;  ///< ids; certified true of every witness
  /// Above 0: dominance (H5) is required too, with its threshold lowered to this share of 2/(ρ_0 - Λ_0).
  double dominance_share = 0;
  proofs::Engine engine = proofs::Engine::on;  ///< on the first rung of what is certified

  bool requires_hypothesis(const std::string& id) const;
};

/// Slacks are taken as a share of a comparison's larger side, so that statements and layers can be compared: sides
/// below 2^-16 count as 2^-16, as relative differences of rounding errors mean nothing.
inline constexpr double least_size = 0x1p-16;

/// The larger side, at least `least`: least_size in the scalar. It is a number like the sides, so that a share's
/// derivative and enclosure are those of the share as a whole.
template <class S>
S natural_size(const S& greater, const S& lesser, const S& least) {
  using std::abs;
  using std::max;
  return max(max(abs(greater), abs(lesser)), least);
}

}  // namespace margincert::search
