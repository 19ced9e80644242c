#include <doctest/doctest.h>

#include "engine/engine.hpp"
#include "recursion/trajectory.hpp"
#include "tests/engine/question_of.hpp"

// A vector's lanes seldom are as many as there are tokens to put into them. Where α' = -1 takes nearly equal tokens to
// 0, a token at 0 would go to minus their average, and be the largest.
namespace margincert::engine {
namespace {

using engine_tests::question_of;
using recursion::Task;

Task nearly_equal_points(std::size_t points) {
  Task task{2, recursion::Rows<double>(points, 2, 0.5), {}, {0.5, 0.5}, 0};
  for (std::size_t i = 0; i < points; ++i) {
    task.features[i][0] += 0x1p-10 * static_cast<double>(i);
    task.labels.push_back(static_cast<int>(i % 2));
  }
  return task;
}

const recursion::Parameters shrinking{2, 2, recursion::MinusOneOverClasses{}, {{1, 1, -1, 0.5}, {1, 1, -1, 0.5}}};

/// A task and so many others that they share the lanes.
std::vector<Question> beside(const Task& task, const Task& other) {
  std::vector<Question> questions{question_of(task, shrinking)};
  while (questions.size() < tasks_at_once) questions.push_back(question_of(other, shrinking));
  return questions;
}

void check_norms(const std::optional<Trajectory>& trajectory, const Task& task) {
  REQUIRE(trajectory);
  const auto reference =
      recursion::enclose_observables({task, shrinking}, recursion::Regime::full, numeric::Precision(113));
  for (std::size_t t = 0; t < reference.size(); ++t) {
    CHECK((*trajectory)[t].norm_squared.lo <= reference[t].norm_squared.lo_double());
    CHECK(reference[t].norm_squared.hi_double() <= (*trajectory)[t].norm_squared.hi);
  }
}

TEST_CASE("a task beside a longer one keeps its own norms") {
  const Task task = nearly_equal_points(3), longer = nearly_equal_points(9);
  check_norms(enclose_tasks(beside(task, longer))[0], task);
}

TEST_CASE("points that do not fill the last vector keep their norms") {
  for (const std::size_t points : {1, 5, 9}) {
    const Task task = nearly_equal_points(points);
    check_norms(enclose_points(question_of(task, shrinking)), task);
  }
}

// Bounds of products hold for all keys, so a token too many widens them.
TEST_CASE("neither a longer task nor room in a vector widens a bound") {
  const Task task = nearly_equal_points(3), longer = nearly_equal_points(9);
  const auto width = [](const std::optional<Trajectory>& trajectory) {
    REQUIRE(trajectory);
    const auto& least = trajectory->back().same_class->min;
    return least.hi - least.lo;
  };
  const double expected = width(enclose_tasks(beside(task, task))[0]);
  CHECK(width(enclose_tasks(beside(task, longer))[0]) == expected);
  CHECK(width(enclose_points(question_of(task, shrinking))) == expected);
}

}  // namespace
}  // namespace margincert::engine
