#include "recursion/instance.hpp"

#include <cmath>
#include <cstddef>
#include <span>
#include <string>

namespace margincert::recursion {
namespace {

constexpr std::size_t most_points = std::size_t{1} << 24, most_dimensions = most_points;
constexpr int least_classes = 1, most_classes = 1 << 20;

std::string at(const std::string& list, std::size_t index) { return list + "[" + std::to_string(index) + "]"; }

std::string counted(std::size_t count, const char* what) { return std::to_string(count) + " " + what; }

void check_range(const char* place, std::size_t count, const char* what, std::size_t most) {
  if (count == 0) throw Refusal(place, std::string("no ") + what, "give at least one");
  if (count > most) throw Refusal(place, counted(count, what), "give at most " + std::to_string(most));
}

void check_sizes(const Task& task) {
  check_range("task: probe", task.probe.size(), "coordinates", most_dimensions);
  check_range("task: labels", task.labels.size(), "training points", most_points);
  if (task.features.rows() != task.labels.size()) {
    throw Refusal("task: features",
                  counted(task.features.rows(), "rows for ") + counted(task.labels.size(), "labels"),
                  "give a row and a label for each training point");
  }
  if (task.features.columns() != task.probe.size()) {
    throw Refusal("task: features",
                  counted(task.features.columns(), "coordinates, and the probe has ") +
                      std::to_string(task.probe.size()),
                  "give all points the same dimension");
  }
}

[[noreturn]] void refuse_class(const std::string& place, int c, int classes) {
  throw Refusal(place, "class " + std::to_string(c) + " of " + std::to_string(classes) + " classes",
                "classes are 0 to " + std::to_string(classes - 1));
}

void check_classes(const Task& task) {
  if (task.classes < least_classes || task.classes > most_classes) {
    throw Refusal("task: classes", std::to_string(task.classes) + " classes",
                  "give " + std::to_string(least_classes) + " to " + std::to_string(most_classes));
  }
  const auto is_class = [&](int c) { return 0 <= c && c < task.classes; };
  for (std::size_t i = 0; i < task.labels.size(); ++i) {
    if (task.labels[i] && !is_class(*task.labels[i])) refuse_class(at("task: labels", i), *task.labels[i], task.classes);
  }
  if (!is_class(task.probe_class)) refuse_class("task: probe_class", task.probe_class, task.classes);
}

[[noreturn]] void refuse_number(const std::string& place, double x) {
  throw Refusal(place, "is " + std::to_string(x), "give finite numbers");
}

void check_numbers(const Task& task) {
  const std::span<const double> features = task.features.values();
  for (std::size_t i = 0; i < features.size(); ++i) {
    const std::size_t d = task.probe.size();
    if (!std::isfinite(features[i])) refuse_number(at(at("task: features", i / d), i % d), features[i]);
  }
  for (std::size_t k = 0; k < task.probe.size(); ++k) {
    if (!std::isfinite(task.probe[k])) refuse_number(at("task: probe", k), task.probe[k]);
  }
}

void check_background(const LabelBackground& background) {
  const char* const place = "parameters: label_background";
  const auto* number = std::get_if<double>(&background);
  if (number && !std::isfinite(*number)) refuse_number(place, *number);
  const auto* fraction = std::get_if<Fraction>(&background);
  if (!fraction || fraction->denominator > 0) return;
  throw Refusal(place, "its denominator is " + std::to_string(fraction->denominator), "give a positive one");
}

struct NamedNumber {
  const char* name;
  double LayerParameters::*number;
};
constexpr NamedNumber named_numbers[] = {{"alpha", &LayerParameters::alpha},
                                         {"gamma", &LayerParameters::gamma},
                                         {"alpha_prime", &LayerParameters::alpha_prime},
                                         {"gamma_prime", &LayerParameters::gamma_prime}};

void check_parameters(const Parameters& parameters) {
  for (std::size_t t = 0; t < parameters.layers.size(); ++t) {
    for (const auto& [name, number] : named_numbers) {
      const double x = parameters.layers[t].*number;
      if (!std::isfinite(x)) refuse_number(at("parameters: layers", t) + "." + name, x);
    }
  }
  check_background(parameters.label_background);
}

void check_agreement(const char* place, int of_parameters, int of_task, const char* what) {
  if (of_parameters == of_task) return;
  throw Refusal(place,
                std::to_string(of_parameters) + " " + what + ", and the task has " + std::to_string(of_task),
                "use a task and parameters that were made for each other");
}

}  // namespace

Instance::Instance(Task task, Parameters parameters) : task_(std::move(task)), parameters_(std::move(parameters)) {
  check_sizes(task_);
  check_classes(task_);
  check_numbers(task_);
  check_agreement("parameters: feature_dim", parameters_.feature_dim, task_.feature_dim(), "features");
  check_agreement("parameters: classes", parameters_.classes, task_.classes, "classes");
  check_parameters(parameters_);
}

}  // namespace margincert::recursion
