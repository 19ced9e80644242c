#pragma once

#include <optional>
#include <string>

#include "transformer/predict.hpp"

namespace margincert::transformer {

/// How a transformer does on tasks, in binary64.
struct Evaluation {
  std::uint64_t tasks = 0;
  std::uint64_t correct = 0;      ///< predictions that are the probe's class
  std::uint64_t unpredicted = 0;  ///< tasks on which binary64 overflows
  double loss = 0;  ///< sum of the cross-entropies of the probe, in nats; no finite number with one of these

  double mean_loss() const { return loss / static_cast<double>(tasks); }
  Evaluation& operator+=(const Evaluation& other);
};
/// On task(0)..task(count-1).
Evaluation evaluate(const Weights& weights, const TaskSource& task, std::uint64_t count, int jobs);

/// What a training came to that led nowhere, for the user: its model has no predictions on some of the test tasks, or its
/// loss on them has grown by more than log K, the loss of no model at all, which takes all classes for equally likely.
/// None of a training that did not.
///
/// `at_start` gives the initial weights' evaluation on the same tasks, and is asked only where it matters.
std::optional<std::string> divergence(const Evaluation& at_end, int classes,
                                      const std::function<Evaluation()>& at_start);

}  // namespace margincert::transformer
