#include "reports/task_picture.hpp"

#include <fmt/format.h>

#include "charts/task_chart.hpp"
#include "reports/frames.hpp"

namespace margincert::reports {

std::optional<std::string> task_picture(const recursion::Task& task, const recursion::Parameters& parameters,
                                        recursion::Regime regime) {
  charts::TaskChart chart{task.labels, task.probe_class, {}};
  for (const Frame& frame : frames_of(task, parameters, regime)) chart.frames.push_back({frame.layer, frame.tokens});
  if (chart.frames.empty()) return std::nullopt;
  const std::string title =
      fmt::format("A task with {} points of {} classes, layer by layer", task.points(), task.classes);
  return charts::task_chart(chart, {.id = "task", .title = title, .description = "", .standalone = true, .width = 720});
}

}  // namespace margincert::reports
