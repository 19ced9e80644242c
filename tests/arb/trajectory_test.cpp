#include "arb/trajectory.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>

#include "arb/to_interval.hpp"
#include "recursion/trajectory.hpp"
#include "tests/recursion/random_tasks.hpp"

// The observables are held against closed forms in tests/oracle and against the verdicts' arithmetic in
// tests/recursion; here is what neither of them looks at.

namespace margincert::arb_tests {
namespace {

using arb::Real;
using numeric::Interval;
using numeric::Precision;
using recursion::Parameters;
using recursion::Regime;
using recursion::Task;
using recursion_tests::Random;

void check_meets(const Interval& enclosure, const Real& real) {
  CHECK(overlap(enclosure, to_interval(real, Precision(600))));
}

TEST_CASE("training pulls by class meet those of the enclosing recursion, and are absent where they are") {
  for (int index = 0; index < 60; ++index) {
    CAPTURE(index);
    Random random(1, "arb-pulls", index);
    const Task task = raw_task(recursion_tests::random_shape(random), random);
    const Parameters parameters =
        recursion_tests::random_parameters(task.feature_dim(), task.classes, 2, recursion_tests::Signs::any, random);
    const Regime regime = index % 2 ? Regime::class_pure : Regime::full;
    const auto enclosures = recursion::enclose_observables({task, parameters}, regime, Precision(113));
    const auto reals = arb::observables({task, parameters}, regime, 256);
    REQUIRE(reals.size() == enclosures.size());
    for (std::size_t t = 0; t + 1 < reals.size(); ++t) {
      const auto& ours = enclosures[t].attention->train_pull;
      const auto& theirs = reals[t].attention->train_pull;
      REQUIRE(theirs.size() == ours.size());
      for (std::size_t c = 0; c < ours.size(); ++c) {
        REQUIRE(theirs[c].has_value() == ours[c].has_value());
        if (!ours[c]) continue;
        check_meets(ours[c]->min, theirs[c]->min);
        check_meets(ours[c]->max, theirs[c]->max);
      }
    }
  }
}

Task two_points() {
  Task task{2, recursion::Rows<double>(2, 1, 1.0), {0, 1}, {1.0}, 0};
  task.features[1][0] = -1.0;
  return task;
}

TEST_CASE("every number carries the precision asked for, also one that is an exact zero") {
  const Parameters parameters{1, 2, recursion::MinusOneOverClasses{}, {{1, 1, 1, 1}}};
  Task unlabelled = two_points();
  unlabelled.labels = {std::nullopt, std::nullopt};
  for (const Task& task : {two_points(), unlabelled}) {
    const auto layers = arb::observables({task, parameters}, Regime::full, 200);
    for (const auto& layer : layers) {
      CHECK(layer.norm_squared.precision_bits() == 200);
      CHECK(layer.label_spread.precision_bits() == 200);
      CHECK(layer.label_deviation.precision_bits() == 200);
      for (const Real& label : layer.probe_label) CHECK(label.precision_bits() == 200);
    }
    CHECK(layers[0].attention->leakage.precision_bits() == 200);
    for (const Real& mass : layers[0].attention->class_mass) CHECK(mass.precision_bits() == 200);
  }
}

TEST_CASE("states have the shape of the task at every layer and begin with its numbers as points") {
  const Parameters parameters{1, 2, recursion::MinusOneOverClasses{}, {{1, 1, 1, 1}, {1, 1, 1, 1}}};
  const auto states = arb::states({two_points(), parameters}, Regime::full, 64);
  REQUIRE(states.size() == 3);
  for (const auto& state : states) {
    CHECK(state.x.rows() == 3);
    CHECK(state.x.columns() == 1);
    CHECK(state.y.rows() == 3);
    CHECK(state.y.columns() == 2);
  }
  CHECK(same_endpoints(states[0].x[1][0], Real::integer(-1, 64)));
  CHECK(same_endpoints(states[0].y[1][1], Real::integer(1, 64)));
  CHECK(same_endpoints(states[0].y[2][0], Real::integer(0, 64)));
}

TEST_CASE("logits whose exponentials overflow give attention all the same, and states without poison") {
  for (const double sharpness : {1e300, -1e300}) {
    for (const Regime regime : {Regime::full, Regime::class_pure}) {
      Random random(2, "arb-sharp", 0);
      const Task task = recursion_tests::labelled_task({6, 3, 2}, random);
      const Parameters parameters{2, 3, recursion::MinusOneOverClasses{}, {{sharpness, sharpness / 2, 0.5, 0.25}}};
      const auto enclosures = recursion::enclose_observables({task, parameters}, regime, Precision(1024));
      const auto reals = arb::observables({task, parameters}, regime, 512);
      check_meets(enclosures[0].attention->leakage, reals[0].attention->leakage);
      for (int c = 0; c < 3; ++c) {
        check_meets(enclosures[0].attention->class_mass[c], reals[0].attention->class_mass[c]);
        check_meets(enclosures[1].probe_label[c], reals[1].probe_label[c]);
      }
      check_meets(enclosures[1].norm_squared, reals[1].norm_squared);
    }
  }
}

TEST_CASE("a task without training points and a precision of one bit are refused") {
  const Parameters parameters{1, 2, recursion::MinusOneOverClasses{}, {{1, 1, 1, 1}}};
  const Task empty{2, recursion::Rows<double>(0, 1, 0.0), {}, {1.0}, 0};
  CHECK_THROWS_AS(arb::states({empty, parameters}, Regime::full, 64), Refusal);
  CHECK_THROWS_AS(arb::observables({two_points(), parameters}, Regime::full, 1), std::out_of_range);
}

}  // namespace
}  // namespace margincert::arb_tests
