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
    const Question member = question_of(task, box.parameters, box.regime);
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
    compare_box(question_of(task, parameters, regime, radius), 6, random, fmt::format("box {} of radius {}", index, radius), seen);
  }
  MESSAGE(seen.numbers << " numbers of " << seen.tasks << " trajectories, " << seen.unanswered << " without an answer");
  CHECK(seen.complaint() == "");
  CHECK(seen.tasks > 500);
}

namespace {

/// Points on a line, and the task of their box that has the points moved by `shift` times its radius.
void compare_shifted(const Task& task, const std::vector<double>& shift, const Parameters& parameters, double radius,
                     Comparison& seen) {
  Task moved = task;
  for (std::size_t i = 0; i < shift.size(); ++i) {
    moved.features[i][0] += shift[i] * radius * (1 - 0x1p-20);
  }
  const std::vector<Question> boxes(engine::tasks_at_once, question_of(task, parameters, Regime::full, radius));
  const Question member = question_of(moved, parameters);
  seen.compare(engine::enclose_tasks(boxes).back(), reference(member, Precision(256)), "shifted");
  seen.compare(engine::enclose_states(boxes).back().value(), member, Precision(256), "shifted");
}

}  // namespace

TEST_CASE("enclosures of boxes contain what mixing of labels makes of their errors") {
  // An unlabelled key makes errors of labels that do not add up to 0, which δ then multiplies.
  Comparison seen;
  const Task task = line_task(2, 1, {0.5, -0.5}, {0, -1});
  for (const double background : {10.0, -12.0}) {
    for (const double sign : {1.0, -1.0}) {
      compare_shifted(task, {sign, -sign}, {1, 2, background, {{1, 0, 0, 1}, {0, 1, 0, 1}}}, 1e-6, seen);
    }
  }
  CHECK(seen.complaint() == "");
  CHECK(seen.tasks == 4);
}

TEST_CASE("enclosures of boxes contain the truth where weights change places") {
  Comparison seen;
  const Task task = line_task(2, 1, {0.1, -0.1}, {0, 1});
  for (const double radius : {0.001, 0.01, 0.05, 0.1, 0.12}) {
    for (const double attention : {5.0, 23.0, 40.0}) {
      compare_shifted(task, {-1, 1}, {1, 2, recursion::MinusOneOverClasses{}, {{attention, 0, 0.5, 0.5}}}, radius,
                      seen);
    }
  }
  CHECK(seen.complaint() == "");
  CHECK(seen.tasks == 15);
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
        compare_box(question_of(task, parameters, Regime::full, radius), 4, random, fmt::format("radius {}", radius), seen);
      }
    }
  }
  CHECK(seen.complaint() == "");
  CHECK(seen.unanswered == 0);
}

}  // namespace margincert::engine_tests
