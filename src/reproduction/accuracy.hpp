#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reproduction/context.hpp"
#include "reproduction/result.hpp"
#include "reproduction/tasks.hpp"
#include "statistics/confidence.hpp"

namespace margincert::reproduction {

/// Of every interval of an accuracy or a difference of accuracies, each by itself.
inline constexpr double accuracy_level = 0.95;

/// "95 % Clopper–Pearson; differences paired on the same 20000 no-margin tasks (seed 1000)"
std::string accuracy_note(const Scale& scale, const std::string& tasks = "no-margin tasks");

/// Is each task predicted correctly? None where there is no prediction (transformer::Predictor).
using Hits = std::vector<std::optional<bool>>;

/// On the scale's test tasks.
Hits correct_on(const Context& context, const transformer::Weights& weights, const transformer::TaskSource& tasks);
/// The same on fresh no-margin tasks of this size.
Hits correct_on(const Context& context, const transformer::Weights& weights, const Size& size);

/// Where a task has no prediction there is no value, and the interval covers whatever it would be.
Estimate accuracy(const Hits& correct);
/// Accuracy of the first less that of the second, from the tasks on which only one of them is right; likewise.
Estimate paired_difference(const Hits& first, const Hits& second);

Estimate with_range(double value, const statistics::Range& range);

}  // namespace margincert::reproduction
