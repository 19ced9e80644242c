#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "search/witness.hpp"

namespace margincert::search {

/// A task near a given one, certified to violate the target.
struct NearbyViolation {
  generators::Instance instance;
  proofs::Verdict verdict;
  double distance = 0;  ///< largest difference of a coordinate, rounded up
};

struct NearbyRequest {
  double nearest = 0;  ///< none is expected up to here; 0 where nothing is known
  double farthest = 1;
  /// By how much the slack that is to fall changes with every coordinate, features row by row and then the probe; where
  /// the centre has no such, the search ends at once.
  std::function<std::optional<std::vector<double>>(const recursion::Instance&)> slopes;
  std::function<bool()> stopped = [] { return false; };
};

/// Looks for a violation of the target at a small distance (max norm) from the centre, whose parameters it keeps: at
/// the corners of growing boxes where the slack falls most, to first order; then at corners below that; then back along
/// the ray from the centre, as far as the violation is certified. Cheap and deterministic. None found says nothing.
std::optional<NearbyViolation> nearest_violation(const generators::Instance& centre, const Target& target,
                                                 const NearbyRequest& request);

/// max |a_i - b_i| over features and probe, rounded up.
double distance_up(const recursion::Task& a, const recursion::Task& b);

}  // namespace margincert::search
