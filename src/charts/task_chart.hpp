#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charts/look.hpp"

namespace margincert::charts {

/// Where the tokens stand at one layer: training points, then the probe, each with d = 2 or 3 coordinates.
struct TaskFrame {
  int layer = 0;
  std::vector<std::vector<double>> tokens;
};

struct TaskChart {
  std::vector<std::optional<int>> labels;  ///< of the training points, from 0; nullopt is unlabelled
  int probe_class = 0;
  std::vector<TaskFrame> frames;  ///< by layer; each with labels.size() + 1 tokens
};

/// A task layer by layer: every class with its colour and shape, the probe as a star in a ring of its true class, and
/// behind each token its way from the panel before. Three dimensions are seen along the diagonal. All panels have one
/// scale, unless sizes differ so much that some would be a dot: then each has its own and says which. At most 12
/// panels.
std::string task_chart(const TaskChart& chart, const Look& look);

}  // namespace margincert::charts
