#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "recursion/instance.hpp"

namespace margincert::recursion {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();

/// Three points of two classes in the plane, and a recursion of two layers.
Draft fitting() {
  return {{2, Rows<double>(3, 2, 0.5), {0, 1, std::nullopt}, {0.25, -1}, 1},
          {2, 2, Fraction{-1, 3}, {{1, 2, 0.5, 0.5}, {1, 2, -0.5, 0}}}};
}

/// The place and the whole line of what is refused once `damage` was done.
template <class Damage>
std::pair<std::string, std::string> refusal_of(Damage damage) {
  Draft draft = fitting();
  damage(draft);
  try {
    Instance{draft};
  } catch (const Refusal& refusal) {
    return {refusal.place(), refusal.what()};
  }
  return {};
}

template <class Damage>
void check_refused(Damage damage, const std::string& expected_place, const std::string& expected_rest) {
  const auto [place, line] = refusal_of(damage);
  CHECK(place == expected_place);
  CHECK(line == expected_place + ": " + expected_rest);
}

TEST_CASE("what fits is an instance, and comes back as it was") {
  CHECK(Instance(fitting()).draft() == fitting());
  CHECK(Instance(fitting().task, fitting().parameters) == Instance(fitting()));
  // The input alone is a trajectory, too.
  Draft no_layers = fitting();
  no_layers.parameters.layers.clear();
  CHECK_NOTHROW(Instance{no_layers});
}

TEST_CASE("sizes that do not agree are refused") {
  check_refused([](Draft& d) { d.task.labels.clear(); }, "task: labels", "no training points; give at least one");
  check_refused([](Draft& d) { d.task.probe.clear(); }, "task: probe", "no coordinates; give at least one");
  check_refused([](Draft& d) { d.task.labels.push_back(0); }, "task: features",
                "3 rows for 4 labels; give a row and a label for each training point");
  check_refused([](Draft& d) { d.task.features = Rows<double>(3, 3, 0.5); }, "task: features",
                "3 coordinates, and the probe has 2; give all points the same dimension");
  check_refused([](Draft& d) { d.parameters.feature_dim = 7; }, "parameters: feature_dim",
                "7 features, and the task has 2; use a task and parameters that were made for each other");
  check_refused([](Draft& d) { d.parameters.classes = 3; }, "parameters: classes",
                "3 classes, and the task has 2; use a task and parameters that were made for each other");
}

TEST_CASE("classes out of range are refused") {
  check_refused([](Draft& d) { d.task.labels[1] = 2; }, "task: labels[1]",
                "class 2 of 2 classes; classes are 0 to 1");
  check_refused([](Draft& d) { d.task.labels[0] = -1; }, "task: labels[0]",
                "class -1 of 2 classes; classes are 0 to 1");
  check_refused([](Draft& d) { d.task.probe_class = 2; }, "task: probe_class",
                "class 2 of 2 classes; classes are 0 to 1");
  check_refused([](Draft& d) { d.task.classes = 0; }, "task: classes", "0 classes; give 1 to 1048576");
  check_refused([](Draft& d) { d.task.classes = 1 << 21; }, "task: classes", "2097152 classes; give 1 to 1048576");
}

TEST_CASE("numbers that are not finite are refused, wherever they stand") {
  check_refused([](Draft& d) { d.task.features[2][1] = nan; }, "task: features[2][1]",
                "is nan; give finite numbers");
  check_refused([](Draft& d) { d.task.probe[1] = -infinity; }, "task: probe[1]", "is -inf; give finite numbers");
  check_refused([](Draft& d) { d.parameters.layers[1].alpha = infinity; }, "parameters: layers[1].alpha",
                "is inf; give finite numbers");
  check_refused([](Draft& d) { d.parameters.layers[0].gamma = infinity; }, "parameters: layers[0].gamma",
                "is inf; give finite numbers");
  check_refused([](Draft& d) { d.parameters.layers[0].alpha_prime = nan; }, "parameters: layers[0].alpha_prime",
                "is nan; give finite numbers");
  check_refused([](Draft& d) { d.parameters.layers[1].gamma_prime = nan; }, "parameters: layers[1].gamma_prime",
                "is nan; give finite numbers");
  check_refused([](Draft& d) { d.parameters.label_background = infinity; }, "parameters: label_background",
                "is inf; give finite numbers");
}

TEST_CASE("a background whose denominator is not positive is refused") {
  for (const long denominator : {0L, -3L}) {
    check_refused([=](Draft& d) { d.parameters.label_background = Fraction{1, denominator}; },
                  "parameters: label_background",
                  "its denominator is " + std::to_string(denominator) + "; give a positive one");
  }
}

}  // namespace
}  // namespace margincert::recursion
