#pragma once

#include <span>
#include <string>

#include "reproduction/result.hpp"

namespace margincert::reproduction {

/// The mean over seeds with Student's t-interval, which takes the seeds' values for independent and normal. No interval
/// for fewer than two. Binary64.
Estimate seed_mean(std::span<const double> values);

/// "95 % t-intervals over seeds, which take the seeds' values for normal."
std::string seed_mean_note();

}  // namespace margincert::reproduction
