#pragma once

#include "recursion/parameters.hpp"
#include "recursion/refusal.hpp"
#include "recursion/task.hpp"

namespace margincert::recursion {

/// A task and parameters, whether or not they fit.
struct Draft {
  Task task;
  Parameters parameters;

  friend bool operator==(const Draft&, const Draft&) = default;
};

/// A task with the parameters it is run with: all that a trajectory depends on, but for the regime. They fit, as long
/// as it lives and is not moved from:
///
/// * features are n rows of d coordinates, labels n, the probe d, with n and d at least 1 and at most 2^24;
/// * task and parameters have the same d and the same K, 1 <= K <= 2^20;
/// * labels and the probe's class are in 0..K-1;
/// * all coordinates and parameters are finite, and the denominator of δ is positive.
///
/// What encloses, certifies, searches or replays takes an instance and nothing else, so none of it is run on anything
/// that does not fit.
class Instance {
 public:
  /// Throws Refusal with the place ("task: labels[3]"), the problem and the remedy.
  Instance(Task task, Parameters parameters);
  explicit Instance(Draft draft) : Instance(std::move(draft.task), std::move(draft.parameters)) {}

  const Task& task() const { return task_; }
  const Parameters& parameters() const { return parameters_; }

  /// Its parts, to be changed and checked again.
  Draft draft() const& { return {task_, parameters_}; }
  Draft draft() && { return {std::move(task_), std::move(parameters_)}; }

  friend bool operator==(const Instance&, const Instance&) = default;

 private:
  Task task_;
  Parameters parameters_;
};

}  // namespace margincert::recursion
