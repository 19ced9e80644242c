#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "generators/family.hpp"
#include "transformer/training.hpp"

namespace margincert::transformer_tests {

using transformer::Mode, transformer::Shape, transformer::TrainingPlan;

inline const std::vector<Mode> all_modes{Mode::unconstrained, Mode::permuted, Mode::equivariant, Mode::tied};

/// Tasks of the family no-margin, of this shape.
inline transformer::TrainingTasks no_margin(const Shape& shape) {
  const generators::Family& family = generators::find_family("no-margin");
  const std::vector<std::string> assignments{"n=" + std::to_string(shape.context)};
  const recursion::Parameters sizes{shape.feature_dim, shape.classes, recursion::MinusOneOverClasses{}, {}};
  return [&family, sizes, settings = read_settings(family, assignments)](std::uint64_t index) {
    return make_task(family, settings, sizes, 11, index);
  };
}

/// Small, and with a last group that is not full.
inline TrainingPlan small_plan(Mode mode, std::uint64_t steps) {
  TrainingPlan plan{{2, 3, 5, 2}, mode, steps};
  plan.batch = 20;
  plan.initial_deviation = 1;
  return plan;
}

inline transformer::Trainer new_trainer(const TrainingPlan& plan) { return {plan, no_margin(plan.shape)}; }

/// The state after so many steps.
inline transformer::TrainingState trained(const TrainingPlan& plan, std::uint64_t steps, int jobs = 1) {
  transformer::Trainer trainer = new_trainer(plan);
  for (std::uint64_t s = 0; s < steps; ++s) trainer.step(jobs);
  return trainer.state();
}

/// Mean loss over tasks 0..count-1.
inline double mean_loss(const Shape& shape, std::span<const double> weights, std::size_t count) {
  const transformer::TrainingTasks source = no_margin(shape);
  transformer::Kernel kernel(shape);
  double sum = 0;
  for (std::size_t first = 0; first < count; first += transformer::tasks_per_group) {
    std::vector<recursion::Task> group;
    for (std::size_t k = first; k < std::min(count, first + transformer::tasks_per_group); ++k) {
      group.push_back(source(k));
    }
    sum += kernel.loss_and_gradient(weights, group).loss;
  }
  return sum / static_cast<double>(count);
}

/// Reproducible numbers in (-1, 1).
inline std::vector<double> some_numbers(std::size_t count, std::uint64_t index) {
  generators::Random random(1, "transformer-tests", index);
  std::vector<double> numbers(count);
  for (double& x : numbers) x = 2 * random.uniform() - 1;
  return numbers;
}

}  // namespace margincert::transformer_tests
