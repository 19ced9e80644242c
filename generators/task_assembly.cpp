#include "generators/task_assembly.hpp"

#include <algorithm>

namespace margincert::generators {

std::vector<int> covering_labels(int points, int classes, Random& random) {
  std::vector<int> labels;
  for (int point = 0; point < points; ++point) {
    const bool covers = points >= classes && point < classes;
    labels.push_back(covers ? point : static_cast<int>(random.below(static_cast<std::uint64_t>(classes))));
  }
  std::vector<int> shuffled;
  for (const int position : random.permutation(points)) shuffled.push_back(labels[position]);
  return shuffled;
}

recursion::Task assemble_task(int classes, std::span<const int> labels, int probe_class, const DrawPoint& draw) {
  std::vector<Vector> points;
  for (const int label : labels) points.push_back(onto_unit_ball(draw(label)));

  recursion::Task task;
  task.classes = classes;
  task.probe = onto_unit_ball(draw(probe_class));
  task.probe_class = probe_class;
  task.labels.assign(labels.begin(), labels.end());
  task.features = recursion::Rows<double>(points.size(), task.probe.size(), 0.0);
  for (std::size_t i = 0; i < points.size(); ++i) std::ranges::copy(points[i], task.features[i].begin());
  return task;
}

}  // namespace margincert::generators
