#include "transformer/evaluation.hpp"

#include <fmt/format.h>

#include <cmath>

#include "transformer/kernel.hpp"

namespace margincert::transformer {

Evaluation& Evaluation::operator+=(const Evaluation& other) {
  tasks += other.tasks;
  correct += other.correct;
  unpredicted += other.unpredicted;
  loss += other.loss;
  return *this;
}

Evaluation evaluate(const Weights& weights, const TaskSource& task, std::uint64_t count, int jobs) {
  const std::vector<double> labels = final_labels(weights, task, count, jobs);
  const auto classes = static_cast<std::size_t>(weights.classes);
  Evaluation all;
  for (std::uint64_t k = 0; k < count; ++k) {
    const auto label = std::span(labels).subspan(k * classes, classes);
    const int truth = task(k).probe_class;
    const Prediction prediction = predicted_class(label);
    all += {1, prediction == truth ? 1u : 0u, prediction ? 0u : 1u, cross_entropy(label, truth)};
  }
  return all;
}

std::optional<std::string> divergence(const Evaluation& at_end, int classes,
                                      const std::function<Evaluation()>& at_start) {
  if (at_end.unpredicted > 0) {
    return fmt::format("the trained model overflows binary64 on {} of {} test tasks; lower the learning rate",
                       at_end.unpredicted, at_end.tasks);
  }
  const double of_no_model = std::log(classes);
  if (at_end.mean_loss() <= of_no_model) return std::nullopt;
  const double before = at_start().mean_loss();
  if (at_end.mean_loss() - before <= of_no_model) return std::nullopt;
  return fmt::format(
      "the trained model's loss on the test tasks is {:.4g}; it started with {:.4g}, and has grown by more than the "
      "{:.4g} "
      "of taking all classes for equally likely; lower the learning rate",
      at_end.mean_loss(), before, of_no_model);
}

}  // namespace margincert::transformer
