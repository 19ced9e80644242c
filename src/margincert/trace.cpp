#include "margincert/trace.hpp"

#include <fmt/format.h>

#include "margincert/work/traced_layer.hpp"
#include "recursion/refusal.hpp"
#include "recursion/trajectory.hpp"
#include "reports/frames.hpp"
#include "reports/task_picture.hpp"

namespace margincert {

reports::Trace trace(const TraceRequest& request, const numeric::RunControl& control) {
  const numeric::RunControl running = control.started();
  const numeric::StopScope scope(running.stop);
  reports::Trace trace{request.precision, request.regime, {}};
  const auto all = static_cast<std::uint64_t>(request.parameters.depth()) + 1;
  try {
    recursion::run(request.task, request.parameters, request.regime, recursion::IntervalArithmetic(request.precision),
                   [&](recursion::Observables<numeric::Interval>&& layer) {
                     trace.layers.push_back(work::traced_layer(layer, [](const auto& x) { return x; }));
                     running.show({"", trace.layers.size(), all, "layers"});
                   });
  } catch (const numeric::Stopped&) {
    trace.interrupted = control.asked_to_stop();
    trace.out_of_time = !trace.interrupted;
  }
  return trace;
}

std::string draw(const TraceRequest& request) {
  const recursion::Task& task = request.task;
  if (auto picture = reports::task_picture(task, request.parameters, request.regime)) return *std::move(picture);
  throw Refusal(
      "",
      fmt::format("--svg-output draws tasks of 2 or 3 dimensions, at most {} points and {} layers, whose coordinates "
                  "fit into doubles; this one has {} dimensions, {} points and {} layers",
                  reports::most_points, reports::most_layers, task.feature_dim(), task.points(),
                  request.parameters.depth()),
      "leave it out");
}

}  // namespace margincert
