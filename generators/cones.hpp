#pragma once

#include <string>
#include <vector>

#include "generators/counter_random.hpp"
#include "generators/settings.hpp"
#include "recursion/parameters.hpp"
#include "recursion/task.hpp"

namespace margincert::generators {

/// geometry, axis-angle and half-angle, as read by `cone_task`.
std::vector<SettingSpec> cone_settings(std::string default_geometry);

/// One cone per class around equiangular axes; points and probe within the half-angle h of their axis.
///
/// Two points of one cone are at most 2h apart and two of different cones at least axis-angle - 2h, so axis-angle > 4h
/// gives ρ_0 > Λ_0 and Δ_0 > 0 for every draw. Settings that do not give it, with room for rounding, throw
/// SettingError.
recursion::Task cone_task(const Settings& settings, const recursion::Parameters& parameters, Random& random);

}  // namespace margincert::generators
