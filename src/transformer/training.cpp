#include "transformer/training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>

#include "generators/counter_random.hpp"
#include "numeric/parallel.hpp"
#include "transformer/adam.hpp"
#include "transformer/block_permutation.hpp"

namespace margincert::transformer {
namespace {

using generators::Random;

/// Groups whose gradients are kept before they are added: bounds the memory of huge batches.
constexpr std::uint64_t groups_per_wave = 64;

TrainingState initial_state(const TrainingPlan& plan, const Parametrisation& parametrisation) {
  Random random(plan.seed, "margincert-initial-weights", 0);
  const double deviation = plan.initial_deviation / std::sqrt(plan.shape.width());
  std::vector<double> weights(plan.shape.weights());
  for (double& w : weights) w = deviation * random.normal();
  const std::vector<double> zero(parametrisation.size(), 0.0);
  return {0, parametrisation.projected(weights), zero, zero, {}, 0, 0};
}

void add(std::vector<double>& to, std::span<const double> terms) {
  to.resize(terms.size(), 0.0);
  for (std::size_t k = 0; k < terms.size(); ++k) to[k] += terms[k];
}

}  // namespace

std::map<std::string, std::string> fields_of(const TrainingPlan& plan) {
  return {{"feature_dim", fmt::to_string(plan.shape.feature_dim)},
          {"classes", fmt::to_string(plan.shape.classes)},
          {"context", fmt::to_string(plan.shape.context)},
          {"layers", fmt::to_string(plan.shape.layers)},
          {"mode", to_string(plan.mode)},
          {"steps", fmt::to_string(plan.steps)},
          {"batch", fmt::to_string(plan.batch)},
          {"learning_rate", fmt::format("{}", plan.learning_rate)},
          {"seed", fmt::to_string(plan.seed)},
          {"largest_gradient", fmt::format("{}", plan.largest_gradient)},
          {"initial_deviation", fmt::format("{}", plan.initial_deviation)}};
}

std::map<std::string, std::string> notes_of(const TrainingPlan& plan) {
  std::map<std::string, std::string> notes = fields_of(plan);
  for (const char* told_by_the_file : {"feature_dim", "classes", "context", "layers"}) notes.erase(told_by_the_file);
  return notes;
}

std::uint64_t tasks_seed(std::uint64_t training_seed) { return Random(training_seed, "margincert-training", 0).bits(); }

Trainer::Trainer(TrainingPlan plan, TrainingTasks tasks)
    : plan_(plan),
      tasks_(std::move(tasks)),
      parametrisation_(plan.mode, plan.shape),
      state_(initial_state(plan, parametrisation_)) {}

Trainer::Trainer(TrainingPlan plan, TrainingTasks tasks, TrainingState state)
    : plan_(plan), tasks_(std::move(tasks)), parametrisation_(plan.mode, plan.shape), state_(std::move(state)) {
  for (const auto* values : {&state_.parameters, &state_.first_moment, &state_.second_moment}) {
    if (values->size() != parametrisation_.size()) {
      throw std::invalid_argument(
          fmt::format("a training state of {} parameters for a plan of {}", values->size(), parametrisation_.size()));
    }
  }
  if (state_.step > plan_.steps) throw std::invalid_argument("a training state beyond the plan's last step");
}

Weights Trainer::weights() const {
  Weights weights = unflattened(parametrisation_.weights(state_.parameters), plan_.shape);
  weights.context = plan_.shape.context;
  return weights;
}

Trainer::Sums Trainer::group(std::uint64_t number, std::span<const double> weights, Kernel& kernel) const {
  const auto size = static_cast<std::uint64_t>(plan_.batch);
  const std::uint64_t first = number * tasks_per_group, end = std::min(first + tasks_per_group, size);
  std::vector<recursion::Task> tasks;
  for (std::uint64_t k = first; k < end; ++k) tasks.push_back(tasks_(state_.step * size + k));
  if (plan_.mode != Mode::permuted) {
    GroupResult result = kernel.loss_and_gradient(weights, tasks);
    return {result.loss, static_cast<double>(result.correct), std::move(result.gradient)};
  }
  Random random(plan_.seed, "margincert-permutation", state_.step * size + first);
  std::vector<BlockPermutation> layers;
  for (int t = 0; t < plan_.shape.layers; ++t) layers.push_back(draw_block_permutation(plan_.shape, random));
  const GroupResult result = kernel.loss_and_gradient(permuted(weights, layers), tasks);
  return {result.loss, static_cast<double>(result.correct), unpermuted(result.gradient, layers)};
}

Trainer::Sums Trainer::batch(int jobs) {
  const std::vector<double> weights = parametrisation_.weights(state_.parameters);
  const auto groups = (static_cast<std::uint64_t>(plan_.batch) + tasks_per_group - 1) / tasks_per_group;
  const auto workers = static_cast<std::size_t>(std::min<std::uint64_t>(groups, static_cast<std::uint64_t>(jobs)));
  while (kernels_.size() < workers) kernels_.emplace_back(plan_.shape);

  Sums sums;
  for (std::uint64_t first = 0; first < groups; first += groups_per_wave) {
    std::vector<Sums> wave(std::min(groups_per_wave, groups - first));
    std::atomic<std::size_t> next{0};
    numeric::for_each_index(
        workers, static_cast<int>(workers), [] { return false; },
        [&](std::uint64_t worker) {
          for (std::size_t g = next++; g < wave.size(); g = next++) {
            wave[g] = group(first + g, weights, kernels_[worker]);
          }
        });
    for (const Sums& part : wave) {
      sums.loss += part.loss;
      sums.correct += part.correct;
      add(sums.gradient, part.gradient);
    }
  }
  return sums;
}

void Trainer::step(int jobs) {
  const Sums sums = batch(jobs);
  const double loss = sums.loss / plan_.batch;
  std::vector<double> gradient = parametrisation_.pulled_back(sums.gradient);
  for (double& g : gradient) g /= plan_.batch;
  if (const double norm = clip(gradient, plan_.largest_gradient); !std::isfinite(loss) || !std::isfinite(norm)) {
    throw Diverged(fmt::format("step {}: the loss is {} and its gradient's norm {}; lower the learning rate",
                               state_.step + 1, loss, norm));
  }
  const double rate = cosine_schedule(plan_.learning_rate, state_.step, plan_.steps);
  ++state_.step;
  adam_step({state_.parameters, state_.first_moment, state_.second_moment}, gradient, rate, state_.step);
  record(loss, sums.correct);
}

void Trainer::record(double loss, double correct) {
  state_.loss_since += loss;
  state_.correct_since += correct;
  if (state_.step % steps_per_record != 0 && !finished()) return;
  const std::uint64_t last = state_.losses.empty() ? 0 : state_.losses.back().step;
  const auto steps = static_cast<double>(state_.step - last);
  state_.losses.push_back({state_.step, state_.loss_since / steps, state_.correct_since / (steps * plan_.batch)});
  state_.loss_since = state_.correct_since = 0;
}

}  // namespace margincert::transformer
