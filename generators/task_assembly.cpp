#include "generators/task_assembly.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "generators/settings.hpp"

namespace margincert::generators {
namespace {

std::vector<int> shuffled(std::span<const int> labels, Random& random) {
  std::vector<int> result;
  for (const int position : random.permutation(static_cast<int>(labels.size()))) result.push_back(labels[position]);
  return result;
}

recursion::Task empty_task(int classes, std::size_t points, int probe_class, Vector probe) {
  recursion::Task task;
  task.classes = classes;
  task.probe = std::move(probe);
  task.probe_class = probe_class;
  task.features = recursion::Rows<double>(points, task.probe.size(), 0.0);
  return task;
}

}  // namespace

void expect_every_class(int points, int classes, std::string_view lack) {
  if (classes < 2) throw SettingError("a margin needs two classes (the parameters have 1)");
  if (points < classes) {
    throw SettingError(
        fmt::format("n={} leaves a class without a point, {}; choose n of at least {}", points, lack, classes));
  }
}

int draw_class(int classes, Random& random) {
  return static_cast<int>(random.below(static_cast<std::uint64_t>(classes)));
}

int draw_other_class(int classes, int excluded, Random& random) {
  const int drawn = draw_class(classes - 1, random);
  return drawn < excluded ? drawn : drawn + 1;
}

std::vector<int> covering_labels(int points, int classes, Random& random) {
  std::vector<int> labels;
  for (int point = 0; point < points; ++point) {
    const bool covers = points >= classes && point < classes;
    labels.push_back(covers ? point : draw_class(classes, random));
  }
  return shuffled(labels, random);
}

std::vector<int> labels_with_own(int points, int classes, int own_class, int own, Random& random) {
  std::vector<int> labels(static_cast<std::size_t>(own), own_class);
  for (int point = 0; point < points - own; ++point)
    labels.push_back((own_class + 1 + point % (classes - 1)) % classes);
  return shuffled(labels, random);
}

int share_of(int points, double rate) {
  if (rate <= 0) return 0;
  return std::clamp(static_cast<int>(std::floor(rate * points + 0.5)), 1, points);
}

Vector with_noise(std::span<const double> mean, double sigma, Random& random) {
  Vector point(mean.begin(), mean.end());
  for (double& coordinate : point) coordinate += sigma * random.normal();
  return point;
}

recursion::Task assemble_task(int classes, std::span<const int> labels, int probe_class, const DrawPoint& draw) {
  return assemble_task_as_drawn(classes, labels, probe_class,
                                [&draw](int point_class) { return onto_unit_ball(draw(point_class)); });
}

recursion::Task assemble_task_as_drawn(int classes, std::span<const int> labels, int probe_class,
                                       const DrawPoint& draw) {
  std::vector<Vector> points;
  for (const int label : labels) points.push_back(draw(label));
  recursion::Task task = empty_task(classes, points.size(), probe_class, draw(probe_class));
  task.labels.assign(labels.begin(), labels.end());
  for (std::size_t i = 0; i < points.size(); ++i) std::ranges::copy(points[i], task.features[i].begin());
  return task;
}

recursion::Task shuffled_task(int classes, std::span<const LabelledPoint> points, const LabelledPoint& probe,
                              Random& random) {
  recursion::Task task = empty_task(classes, points.size(), probe.label, probe.x);
  const auto order = random.permutation(static_cast<int>(points.size()));
  for (std::size_t i = 0; i < points.size(); ++i) {
    task.labels.emplace_back(points[order[i]].label);
    std::ranges::copy(points[order[i]].x, task.features[i].begin());
  }
  return task;
}

}  // namespace margincert::generators
