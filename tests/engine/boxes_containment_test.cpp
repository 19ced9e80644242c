#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "engine/engine.hpp"
#include "tests/engine/comparison.hpp"
#include "tests/engine/hard_tasks.hpp"
#include "tests/recursion/random_tasks.hpp"

namespace margincert::engine_tests {
namespace {

using engine::Question;
using generators::Random;
using numeric::Precision;
using recursion::Parameters;
using recursion::Regime;
using recursion::Task;

/// A coordinate within r of x, without a doubt: at an end, or anywhere.
double inside(double x, double r, bool corner, Random& random) {
  const double share = corner ? (random.below(2) == 0 ? 1 : -1) : 2 * random.uniform() - 1;
  double moved = x + share * r;
  // x + r rounded may be outside; the difference of neighbours like these is exact.
  while (std::abs(moved - x) > r) moved = std::nextafter(moved, x);
  return moved;
}

Task task_of_box(Task task, double r, bool corner, Random& random) {
  for (std::size_t i = 0; i < task.features.rows(); ++i) {
    for (double& x : task.features[i]) x = inside(x, r, corner, random);
  }
  for (double& x : task.probe) x = inside(x, r, corner, random);
  return task;
}

void compare_box(const Question& box, int members, Random& random, const std::string& where, Comparison& seen) {
  const std::vector<Question> side_by_side(engine::tasks_at_once, box);
  const auto together = engine::enclose_tasks(side_by_side).back(), points = engine::enclose_points(box);
  const auto states = engine::enclose_states(side_by_side).back();
  CHECK(together.has_value() == points.has_value());
  for (int k = 0; k < members; ++k) {
    const Task task = task_of_box(box.task, box.radius, k % 2 == 0, random);
    const Question member{task, box.parameters, box.regime};
    const Layers truth = reference(member, Precision(256));
    seen.compare(together, truth, where);
    seen.compare(points, truth, where);
    if (states) seen.compare(*states, member, Precision(256), where);
  }
}

}  // namespace

TEST_CASE("enclosures of a box contain the truth of tasks inside and at its corners") {
  Comparison seen;
  for (std::uint64_t index = 0; index < 60; ++index) {
    Random random(4, "boxes", index);
    const recursion_tests::Shape shape = recursion_tests::random_shape(random, 8);
    const Task task = recursion_tests::raw_task(shape, random);
    Parameters parameters = recursion_tests::random_parameters(
        shape.features, shape.classes, 1 + static_cast<int>(random.below(3)), recursion_tests::Signs::any, random);
    parameters.label_background = recursion_tests::random_background(random);
    const double radius = std::pow(10, -15 + 13 * random.uniform());
    const Regime regime = index % 2 == 0 ? Regime::full : Regime::class_pure;
    compare_box({task, parameters, regime, radius}, 6, random, fmt::format("box {} of radius {}", index, radius), seen);
  }
  MESSAGE(seen.numbers << " numbers of " << seen.tasks << " trajectories, " << seen.unanswered << " without an answer");
  CHECK(seen.complaint() == "");
  CHECK(seen.tasks > 500);
}

TEST_CASE("enclosures of boxes around zeros, coincident and tiny points contain the truth") {
  Comparison seen;
  Random random(4, "boxes", 1000);
  Task plane = line_task(2, 0, {0, 1e-310}, {0, 1});
  plane.features = recursion::Rows<double>(2, {0, 0, 1e-310, -1e-310});
  plane.probe = {0, 0};
  for (const Task& task : {line_task(2, 0, {0, 0}, {0, 1}), line_task(2, 1, {1, 1, 1}, {0, 1, -1}),
                           line_task(2, 1e-300, {1e-310, -1e-305}, {1, 0}), plane}) {
    for (const double radius : {0x1p-1074, 0x3p-1074, 1e-310, 1e-200, 1e-12, 0.01, 0.5}) {
      for (const double step : {0.5, 0.0}) {
        const Parameters parameters{
            task.feature_dim(), 2, recursion::MinusOneOverClasses{}, {{3, 2, -step, step}, {2, -3, step, step}}};
        compare_box({task, parameters, Regime::full, radius}, 4, random, fmt::format("radius {}", radius), seen);
      }
    }
  }
  CHECK(seen.complaint() == "");
  CHECK(seen.unanswered == 0);
}

}  // namespace margincert::engine_tests
