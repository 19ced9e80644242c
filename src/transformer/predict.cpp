#include "transformer/predict.hpp"

#include <algorithm>
#include <optional>

#include "numeric/parallel.hpp"
#include "transformer/kernel.hpp"

namespace margincert::transformer {
namespace {

/// What one thread takes at a time, so that a kernel's memory serves several groups.
constexpr std::uint64_t tasks_per_turn = 4 * tasks_per_group;

Shape shape_of(const Weights& weights, const recursion::Task& task) {
  return {weights.feature_dim, weights.classes, task.points(), weights.depth()};
}

/// The first of the tasks, as many as go into one group: they have to be of one shape.
std::span<const recursion::Task> first_group(std::span<const recursion::Task> tasks) {
  std::size_t size = 1;
  while (size < std::min(tasks.size(), tasks_per_group) && tasks[size].points() == tasks[0].points()) ++size;
  return tasks.first(size);
}

/// The predictions for some tasks, in order.
std::vector<int> predict(const Weights& weights, std::span<const double> flat, std::span<const recursion::Task> tasks) {
  const auto classes = static_cast<std::size_t>(weights.classes);
  std::vector<double> logits(tasks_per_group * classes);
  std::optional<Kernel> kernel;
  std::vector<int> predicted;
  while (!tasks.empty()) {
    const auto group = first_group(tasks);
    const Shape shape = shape_of(weights, group[0]);
    if (!kernel || kernel->shape() != shape) kernel.emplace(shape);
    kernel->label_logits(flat, group, std::span(logits).first(group.size() * classes));
    for (std::size_t k = 0; k < group.size(); ++k) {
      const auto label = std::span(logits).subspan(k * classes, classes);
      predicted.push_back(static_cast<int>(std::ranges::max_element(label) - label.begin()));
    }
    tasks = tasks.subspan(group.size());
  }
  return predicted;
}

/// result(task, its prediction) for every task, in order.
std::vector<int> for_all(const Weights& weights, const TaskSource& task, std::uint64_t count, int jobs,
                         const std::function<int(const recursion::Task&, int)>& result) {
  const std::vector<double> flat = flattened(weights);
  std::vector<int> results(count);
  const auto take_turn = [&](std::uint64_t turn) {
    const std::uint64_t first = turn * tasks_per_turn;
    std::vector<recursion::Task> tasks;
    for (std::uint64_t k = first; k < std::min(first + tasks_per_turn, count); ++k) tasks.push_back(task(k));
    const std::vector<int> predicted = predict(weights, flat, tasks);
    for (std::size_t k = 0; k < tasks.size(); ++k) results[first + k] = result(tasks[k], predicted[k]);
  };
  numeric::for_each_index((count + tasks_per_turn - 1) / tasks_per_turn, jobs, [] { return false; }, take_turn);
  return results;
}

}  // namespace

std::vector<int> predictions(const Weights& weights, const TaskSource& task, std::uint64_t count, int jobs) {
  return for_all(weights, task, count, jobs, [](const recursion::Task&, int prediction) { return prediction; });
}

std::vector<bool> correct_predictions(const Weights& weights, const TaskSource& task, std::uint64_t count, int jobs) {
  const std::vector<int> correct =
      for_all(weights, task, count, jobs,
              [](const recursion::Task& drawn, int prediction) { return prediction == drawn.probe_class ? 1 : 0; });
  return {correct.begin(), correct.end()};
}

}  // namespace margincert::transformer
