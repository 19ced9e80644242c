#include "transformer/predict.hpp"

#include <algorithm>
#include <optional>

#include "numeric/parallel.hpp"
#include "transformer/certified_prediction.hpp"
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

/// Of some tasks, into `labels`.
void compute_labels(const Weights& weights, std::span<const double> flat, std::span<const recursion::Task> tasks,
                    std::span<double> labels) {
  std::optional<Kernel> kernel;
  while (!tasks.empty()) {
    const auto group = first_group(tasks);
    const Shape shape = shape_of(weights, group[0]);
    if (!kernel || kernel->shape() != shape) kernel.emplace(shape);
    const std::size_t numbers = group.size() * static_cast<std::size_t>(weights.classes);
    kernel->label_logits(flat, group, labels.first(numbers));
    tasks = tasks.subspan(group.size());
    labels = labels.subspan(numbers);
  }
}

}  // namespace

std::vector<double> final_labels(const Weights& weights, const TaskSource& task, std::uint64_t count, int jobs) {
  const auto classes = static_cast<std::size_t>(weights.classes);
  const std::vector<double> flat = flattened(weights);
  std::vector<double> labels(count * classes);
  const auto take_turn = [&](std::uint64_t turn) {
    const std::uint64_t first = turn * tasks_per_turn;
    std::vector<recursion::Task> tasks;
    for (std::uint64_t k = first; k < std::min(first + tasks_per_turn, count); ++k) tasks.push_back(task(k));
    compute_labels(weights, flat, tasks, std::span(labels).subspan(first * classes, tasks.size() * classes));
  };
  numeric::for_each_index((count + tasks_per_turn - 1) / tasks_per_turn, jobs, [] { return false; }, take_turn);
  return labels;
}

std::vector<Prediction> predictions(const Weights& weights, const TaskSource& task, std::uint64_t count, int jobs) {
  const std::vector<double> labels = final_labels(weights, task, count, jobs);
  const auto classes = static_cast<std::size_t>(weights.classes);
  std::vector<Prediction> predicted;
  for (std::uint64_t k = 0; k < count; ++k) {
    predicted.push_back(predicted_class(std::span(labels).subspan(k * classes, classes)));
  }
  return predicted;
}

std::vector<std::uint64_t> Predictor::affordable(const std::vector<Prediction>& predicted, const TaskSource& task) {
  std::vector<std::uint64_t> asked;
  for (std::uint64_t k = 0; k < predicted.size() && spent_ < allowance_; ++k) {
    if (predicted[k]) continue;
    spent_ += work_of_prediction(weights_, task(k).points());
    if (spent_ <= allowance_ || asked.empty()) asked.push_back(k);
  }
  return asked;
}

std::vector<Prediction> Predictor::operator()(const TaskSource& task, std::uint64_t count) {
  std::vector<Prediction> predicted = predictions(weights_, task, count, jobs_);
  const std::vector<std::uint64_t> asked = affordable(predicted, task);
  numeric::for_each_index(asked.size(), jobs_, stopped_, [&](std::uint64_t k) {
    predicted[asked[k]] = certified_prediction(weights_, task(asked[k]), stopped_);
  });
  cut_short_ = cut_short_ || (!asked.empty() && stopped_ && stopped_());
  return predicted;
}

}  // namespace margincert::transformer
