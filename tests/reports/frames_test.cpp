#include "reports/frames.hpp"

#include <doctest/doctest.h>

#include "recursion/trajectory.hpp"

namespace margincert::reports_tests {
namespace {

using recursion::Parameters;
using recursion::Regime;
using recursion::Task;

/// Two classes, on either side of an axis; `points` training points in d dimensions.
Task framed_task(int d, int points) {
  Task task{2, recursion::Rows<double>(points, d, 0.125), {}, std::vector<double>(d, 0.25), 0};
  for (int i = 0; i < points; ++i) {
    task.features[i][0] = i % 2 == 0 ? 1 : -0.75;
    task.labels.push_back(i % 2);
  }
  return task;
}

Parameters framed_parameters(int d, int depth, double step = 0.5) {
  Parameters parameters{d, 2, recursion::MinusOneOverClasses{}, {}};
  parameters.layers.assign(depth, {2, 1, step, 0.25});
  return parameters;
}

}  // namespace

TEST_CASE("frames begin with the task and end where plain arithmetic ends") {
  for (const Regime regime : {Regime::full, Regime::class_pure}) {
    const Task task = framed_task(2, 5);
    const Parameters parameters = framed_parameters(2, 4);
    const auto frames = reports::frames_of(task, parameters, regime);
    REQUIRE(frames.size() == 5);
    for (int t = 0; t <= 4; ++t) {
      CHECK(frames[t].layer == t);
      CHECK(frames[t].tokens.size() == 6);
    }
    for (int i = 0; i < 5; ++i) {
      CHECK(frames[0].tokens[i] == std::vector<double>(task.features[i].begin(), task.features[i].end()));
    }
    CHECK(frames[0].tokens[5] == task.probe);
    const auto last = recursion::final_state({task, parameters}, regime, recursion::DoubleArithmetic());
    for (int j = 0; j < 6; ++j) {
      for (int k = 0; k < 2; ++k) CHECK(frames[4].tokens[j][k] == doctest::Approx(last.features[j][k]).epsilon(1e-14));
    }
  }
}

TEST_CASE("frames are for what can be drawn") {
  const auto frames_for = [](int d, int points, int depth, double step = 0.5) {
    return reports::frames_of(framed_task(d, points), framed_parameters(d, depth, step), Regime::full).size();
  };
  CHECK(frames_for(1, 4, 2) == 0);
  CHECK(frames_for(3, 4, 2) == 3);
  CHECK(frames_for(4, 4, 2) == 0);
  CHECK(frames_for(2, reports::most_points, 1) == 2);
  CHECK(frames_for(2, reports::most_points + 1, 1) == 0);
  CHECK(frames_for(2, 2, reports::most_layers) == reports::most_layers + 1);
  CHECK(frames_for(2, 2, reports::most_layers + 1) == 0);
  CHECK(frames_for(2, 4, 3, 1e300) == 0);  // beyond the range of a double
}

}  // namespace margincert::reports_tests
