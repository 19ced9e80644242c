#include <algorithm>
#include <optional>
#include <utility>

#include "generators/simplifications.hpp"

namespace margincert::generators {
namespace {

using recursion::Rows;

/// Indices first..last-1 of something.
struct Range {
  std::size_t first, last;
  bool contains(std::size_t i) const { return first <= i && i < last; }
};

/// What to drop of `size` things of which `least` must stay: nearly all, the halves, then one each.
std::vector<Range> ranges_to_drop(std::size_t size, std::size_t least) {
  std::vector<Range> ranges;
  const auto add = [&](std::size_t first, std::size_t last) {
    if (first < last && size - (last - first) >= least) ranges.push_back({first, last});
  };
  if (least == 0) add(0, size);
  if (size > 3) add(1, size);
  if (size > 3) add(size / 2, size);
  if (size > 3) add(0, size / 2);
  for (std::size_t i = size; i-- > 0;) add(i, i + 1);
  return ranges;
}

template <class Keep>
void keep_points(recursion::Task& task, Keep&& keep) {
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < task.labels.size(); ++i) {
    if (keep(i)) kept.push_back(i);
  }
  Rows<double> features(kept.size(), task.features.columns(), 0.0);
  std::vector<std::optional<int>> labels;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    std::ranges::copy(std::as_const(task.features)[kept[i]], features[i].begin());
    labels.push_back(task.labels[kept[i]]);
  }
  task.features = std::move(features);
  task.labels = std::move(labels);
}

void drop_class(Draft& instance, int dropped) {
  recursion::Task& task = instance.task;
  keep_points(task, [&](std::size_t i) { return task.labels[i] != std::optional(dropped); });
  for (auto& label : task.labels) {
    if (label && *label > dropped) --*label;
  }
  if (task.probe_class > dropped) --task.probe_class;
  instance.parameters.classes = --task.classes;
}

/// Drops those members of a class (or of the unlabelled points) whose place among the members lies in the range.
void drop_members(recursion::Task& task, std::optional<int> label, Range places) {
  std::size_t place = 0;
  keep_points(task, [&](std::size_t i) { return task.labels[i] != label || !places.contains(place++); });
}

void drop_dimensions(Draft& instance, Range dropped) {
  recursion::Task& task = instance.task;
  const std::size_t dimensions = task.probe.size() - (dropped.last - dropped.first);
  Rows<double> features(task.labels.size(), dimensions, 0.0);
  for (std::size_t i = 0; i < task.labels.size(); ++i) {
    for (std::size_t k = 0, to = 0; k < task.probe.size(); ++k) {
      if (!dropped.contains(k)) features[i][to++] = task.features[i][k];
    }
  }
  task.features = std::move(features);
  task.probe.erase(task.probe.begin() + static_cast<std::ptrdiff_t>(dropped.first),
                   task.probe.begin() + static_cast<std::ptrdiff_t>(dropped.last));
  instance.parameters.feature_dim = static_cast<int>(dimensions);
}

void drop_layers(Draft& instance, Range dropped) {
  auto& layers = instance.parameters.layers;
  layers.erase(layers.begin() + static_cast<std::ptrdiff_t>(dropped.first),
               layers.begin() + static_cast<std::ptrdiff_t>(dropped.last));
}

std::size_t members(const recursion::Task& task, std::optional<int> label) {
  return static_cast<std::size_t>(std::ranges::count(task.labels, label));
}

void add_fewer_classes(const Draft& instance, Simplifications& list) {
  const recursion::Task& task = instance.task;
  if (task.classes <= 2) return;
  for (int c = task.classes; c-- > 0;) {
    if (c == task.probe_class || members(task, c) == task.labels.size()) continue;
    list.push_back([c](Draft& simpler) { drop_class(simpler, c); });
  }
}

void add_fewer_points(const Draft& instance, Simplifications& list) {
  const recursion::Task& task = instance.task;
  std::vector<std::optional<int>> labels{std::nullopt};
  for (int c = 0; c < task.classes; ++c) labels.emplace_back(c);
  for (const auto label : labels) {
    const std::size_t size = members(task, label);
    // A class keeps a point; unlabelled points can all go if others remain.
    const std::size_t least = label || size == task.labels.size() ? 1 : 0;
    for (const Range range : ranges_to_drop(size, least)) {
      list.push_back([=](Draft& simpler) { drop_members(simpler.task, label, range); });
    }
  }
}

}  // namespace

Simplifications smaller_sizes(const Draft& instance) {
  Simplifications list;
  add_fewer_classes(instance, list);
  add_fewer_points(instance, list);
  for (const Range range : ranges_to_drop(instance.task.probe.size(), 1)) {
    list.push_back([=](Draft& simpler) { drop_dimensions(simpler, range); });
  }
  for (const Range range : ranges_to_drop(instance.parameters.layers.size(), 1)) {
    list.push_back([=](Draft& simpler) { drop_layers(simpler, range); });
  }
  return list;
}

}  // namespace margincert::generators
