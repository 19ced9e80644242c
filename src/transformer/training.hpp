#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "recursion/task.hpp"
#include "transformer/kernel.hpp"
#include "transformer/parametrisation.hpp"
#include "transformer/weights.hpp"

namespace margincert::transformer {

/// All that a training depends on, beside its tasks.
struct TrainingPlan {
  Shape shape;
  Mode mode;
  std::uint64_t steps;
  int batch = 256;                 ///< tasks per step
  double learning_rate = 3e-3;     ///< of the first step; falls to 0 along a cosine
  std::uint64_t seed = 1;          ///< of the initial weights and of the permutations
  double largest_gradient = 1;     ///< longer ones are shortened to this norm
  double initial_deviation = 0.5;  ///< standard deviation of the initial weights, times √(d+K)
};
/// The plan by the names of its fields; numbers as their shortest decimals that read back to the same.
std::map<std::string, std::string> fields_of(const TrainingPlan& plan);
/// Of these, what a weights file does not say by itself: the notes of the model that comes of the plan.
std::map<std::string, std::string> notes_of(const TrainingPlan& plan);

/// The family seed of the tasks to train on. It is none that a user is likely to give: the tasks of the training's own
/// seed are kept for tests, which other commands can then repeat.
std::uint64_t tasks_seed(std::uint64_t training_seed);

/// Means over the steps since the last record, up to and including step number `step` = 1, 2, ….
struct LossRecord {
  std::uint64_t step;
  double loss;      ///< cross-entropy of the probe, in nats
  double accuracy;  ///< share of correct predictions, on the batches as they were trained on

  friend bool operator==(const LossRecord&, const LossRecord&) = default;
};
inline constexpr std::uint64_t steps_per_record = 50;

/// Task number `index` of the plan's stream; step s = 0, 1, … uses [s·batch, (s+1)·batch). Has to bear being called
/// from several threads at once.
using TrainingTasks = std::function<recursion::Task(std::uint64_t index)>;

/// All that a training has come to after `step` steps: what it needs to go on, bit for bit.
struct TrainingState {
  std::uint64_t step = 0;
  std::vector<double> parameters, first_moment, second_moment;
  std::vector<LossRecord> losses;
  double loss_since = 0;     ///< sum over the steps since the last record of their mean losses
  double correct_since = 0;  ///< correct predictions since the last record

  friend bool operator==(const TrainingState&, const TrainingState&) = default;
};

/// The loss is no number any more, or the training led nowhere; one line for the user.
class Diverged : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Trains by Adam on the mean cross-entropy of the probe's label logits, softmax(y_*) against c*, over fresh tasks.
///
/// Initial weights are independent normals, drawn for the whole matrices and then projected to the mode, so that the
/// modes of one seed start alike. With Mode::permuted, group g of step s is computed with the weights P_tᵀ W_t P_t,
/// drawn for (seed, s, g) and every layer t anew: the loss is the mean over all block permutations, by sampling.
///
/// Nothing depends on `jobs`: groups of tasks_per_group tasks are computed apart and added in their order.
class Trainer {
 public:
  Trainer(TrainingPlan plan, TrainingTasks tasks);
  /// Goes on from `state`; std::invalid_argument when its sizes are not the plan's.
  Trainer(TrainingPlan plan, TrainingTasks tasks, TrainingState state);

  /// One more step. Diverged when its loss or gradient is not finite, numeric::Stopped when it is stopped; the state is
  /// then that before the step.
  void step(int jobs);
  bool finished() const { return state_.step == plan_.steps; }
  const TrainingState& state() const { return state_; }
  Weights weights() const;

 private:
  /// Sums over a batch, or a part of it.
  struct Sums {
    double loss = 0;
    double correct = 0;
    std::vector<double> gradient;  ///< by the weights
  };
  Sums batch(int jobs);
  Sums group(std::uint64_t number, std::span<const double> weights, Kernel& kernel) const;
  void record(double loss, double correct);

  TrainingPlan plan_;
  TrainingTasks tasks_;
  Parametrisation parametrisation_;
  TrainingState state_;
  std::vector<Kernel> kernels_;  ///< one per thread
};

}  // namespace margincert::transformer
