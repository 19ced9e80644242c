#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "recursion/task.hpp"
#include "transformer/weights.hpp"

namespace margincert::transformer {

using TaskSource = std::function<recursion::Task(std::uint64_t index)>;

/// For task(0)..task(count-1): argmax_c of the probe's label after all layers, the first of equals, in binary64. `task`
/// has to bear being called from several threads at once.
std::vector<int> predictions(const Weights& weights, const TaskSource& task, std::uint64_t count, int jobs);

/// How many of the predictions are the tasks' probe classes, one flag per task.
std::vector<bool> correct_predictions(const Weights& weights, const TaskSource& task, std::uint64_t count, int jobs);

}  // namespace margincert::transformer
