#pragma once

#include <cstdint>

#include "numeric/stop.hpp"
#include "recursion/task.hpp"
#include "transformer/predicted_class.hpp"
#include "transformer/weights.hpp"

namespace margincert::transformer {

/// The class that the real-number transformer predicts, by enclosures: balls of 128 bits, and where those do not
/// decide, Interval up the ladder. None where even its top rung leaves it open, as where two entries are equal without
/// being one and the same number, or where `stopped` ended it before.
Prediction certified_prediction(const Weights& weights, const recursion::Task& task,
                                const numeric::StopQuestion& stopped);

/// About how many multiplications one rung takes on a task of so many training points.
std::uint64_t work_of_prediction(const Weights& weights, int points);

}  // namespace margincert::transformer
