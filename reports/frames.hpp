#pragma once

#include <vector>

#include "reports/report.hpp"

namespace margincert::reports {

/// Where all tokens of a task stand, layer by layer, in doubles near the true positions: for looking at. Empty unless
/// d is 2 or 3 and the task has at most `most_points` training points and `most_layers` layers, and for a trajectory
/// that leaves the range of balls.
std::vector<Frame> frames_of(const recursion::Task& task, const recursion::Parameters& parameters,
                             recursion::Regime regime);
inline constexpr int most_points = 100, most_layers = 64;

}  // namespace margincert::reports
