#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "arb/trajectory.hpp"
#include "recursion/trajectory.hpp"
#include "tests/recursion/compare.hpp"
#include "tests/recursion/random_tasks.hpp"

namespace margincert::recursion_tests {
namespace {

using recursion::LayerParameters;
using recursion::Parameters;
using recursion::Regime;
using recursion::Task;

Parameters uniform(int features, int classes, LayerParameters layer, int depth) {
  Parameters parameters{features, classes, recursion::MinusOneOverClasses{}, {}};
  parameters.layers.assign(depth, layer);
  return parameters;
}

/// Points on a line, the probe first.
Task line_task(int classes, double probe, int probe_class, const std::vector<double>& points,
               const std::vector<int>& labels) {
  Task task{classes, recursion::Rows<double>(points.size(), 1, 0.0), {}, {probe}, probe_class};
  for (std::size_t i = 0; i < points.size(); ++i) {
    task.features[i][0] = points[i];
    task.labels.emplace_back(labels[i]);
  }
  return task;
}

/// Nothing poisoned, nothing missing that the oracle has, and no number apart from the oracle's.
void check_sound(const Task& task, const Parameters& parameters, Precision precision) {
  for (const Regime regime : {Regime::full, Regime::class_pure}) {
    CAPTURE(to_string(regime));
    const Layers layers = recursion::enclose_observables({task, parameters}, regime, precision);
    CHECK(first_poisoned(layers) == "");
    const auto oracle = arb::observables({task, parameters}, regime, 512);
    CHECK(first_difference(layers, oracle, [](const Interval& enclosure, const Real& ball) {
            return overlap(enclosure, enclosure_of(ball, Precision(600)));
          }) == "");
  }
}

void check_sound(const Task& task, const Parameters& parameters) {
  for (const int bits : {53, 256}) check_sound(task, parameters, Precision(bits));
}

bool is_within(const Interval& enclosure, double lo, double hi) {
  return contains(Interval::between(lo, hi, enclosure.precision()), enclosure);
}

}  // namespace

TEST_CASE("attention so sharp that it is one-hot stays a number") {
  for (const double sharpness : {1e6, 1e300}) {
    CAPTURE(sharpness);
    const Parameters parameters = uniform(3, 3, {sharpness, sharpness, 0.5, 0.5}, 2);
    for (int index = 0; index < 6; ++index) {
      Random random(11, "saturated", index);
      const Task task = labelled_task({6, 3, 3}, random);
      check_sound(task, parameters);
      // The weights themselves are shares, however far apart the logits are. The low rungs may lose the sign of a share
      // too small for their exponents, the higher ones may not.
      for (const int bits : {53, 256}) {
        const double room = bits == 53 ? 1e-30 : 0;
        const auto seen = recursion::enclose_observables({task, parameters}, Regime::full, Precision(bits))[0];
        for (const Interval& mass : seen.attention->class_mass) CHECK(is_within(mass, -room, 1 + 1e-12));
        CHECK(is_within(seen.attention->leakage, -room, 1 + 1e-12));
      }
    }
  }
}

TEST_CASE("sharp attention between equal logits is divided equally") {
  const Parameters parameters = uniform(1, 2, {1e300, 1e300, 0, 0}, 1);
  const auto seen = recursion::enclose_observables({line_task(2, 1, 0, {1, 1, 1, 1}, {0, 1, 1, 1}), parameters}, Regime::full, Precision(53))[0];
  CHECK(same_endpoints(seen.attention->class_mass[0], Interval::exact(0.25, Precision(53))));
  CHECK(same_endpoints(seen.attention->class_mass[1], Interval::exact(0.75, Precision(53))));
  check_sound(line_task(2, 1, 0, {1, 1, 1, 1}, {0, 1, 1, 1}), parameters);
}

TEST_CASE("all logits equal give every point the same weight in every layer") {
  const Task task = line_task(3, 0.5, 0, {1, -1, 0.5, 0.25}, {0, 1, 2, 2});
  const Parameters parameters = uniform(1, 3, {0, 0, 0.5, 0.5}, 3);
  check_sound(task, parameters);
  for (const auto& layer : recursion::enclose_observables({task, parameters}, Regime::full, Precision(53))) {
    if (!layer.attention) continue;
    CHECK(same_endpoints(layer.attention->class_mass[2], Interval::exact(0.5, Precision(53))));
    CHECK(same_endpoints(layer.attention->leakage, Interval::exact(0.75, Precision(53))));
  }
}

TEST_CASE("200 layers of growth keep every number, and the growth is the known one") {
  // One point per class, class-pure: x_j grows by exactly 1 + α' a layer.
  const Task task = line_task(2, 0.5, 0, {1, -1}, {0, 1});
  for (const double step : {1.0, 1000.0}) {
    CAPTURE(step);
    const Parameters parameters = uniform(1, 2, {0, 0, step, 0.5}, 200);
    const Layers layers = recursion::enclose_observables({task, parameters}, Regime::class_pure, Precision(113));
    CHECK(first_poisoned(layers) == "");
    Interval growth = Interval::integer(1, Precision(113));
    for (int t = 0; t < 200; ++t) growth += growth * Interval::exact(step, Precision(113));
    CHECK(overlap(layers.back().same_class->min, sqr(growth)));
    CHECK(overlap(layers.back().cross_class->max, -sqr(growth)));
    CHECK(layers.back().same_class->min.is_finite());
    CHECK(is_positive(layers.back().same_class->min) == numeric::Truth::yes);
  }
}

TEST_CASE("growth that drives logits past every double never poisons and never loses an observable") {
  const Task task = line_task(2, 0.5, 0, {1, -1, 0.75}, {0, 1, 0});
  for (const double step : {1.0, 1000.0}) {
    CAPTURE(step);
    const Parameters parameters = uniform(1, 2, {1, 1, step, step}, 200);
    for (const Regime regime : {Regime::full, Regime::class_pure}) {
      CAPTURE(to_string(regime));
      const Layers layers = recursion::enclose_observables({task, parameters}, regime, Precision(53));
      CHECK(first_poisoned(layers) == "");
      CHECK(layers.back().geometric_margin.has_value());
      CHECK(layers[199].attention->class_logit_gap.has_value());
    }
  }
}

TEST_CASE("two classes and a single point leave one class empty and nothing undefined") {
  for (const int probe_class : {0, 1}) {
    CAPTURE(probe_class);
    const Task task = line_task(2, -0.5, probe_class, {0.75}, {0});
    check_sound(task, uniform(1, 2, {2, -3, 0.5, 0.5}, 3));
    const auto seen =
        recursion::enclose_observables({task, uniform(1, 2, {2, 1, 0.5, 0.5}, 1)}, Regime::full, Precision(53))[0];
    CHECK(same_endpoints(seen.attention->class_mass[0], Interval::integer(1, Precision(53))));
    CHECK(same_endpoints(seen.attention->class_mass[1], Interval(Precision(53))));
    CHECK_FALSE(seen.attention->class_logit[1].has_value());
  }
}

TEST_CASE("coincident points of different classes share every product") {
  const Task task = line_task(2, 1, 0, {0.5, 0.5, 0.5}, {0, 1, 0});
  const Parameters parameters = uniform(1, 2, {1.5, 2, 0.25, 0.5}, 3);
  check_sound(task, parameters);
  const Layers layers = recursion::enclose_observables({task, parameters}, Regime::full, Precision(53));
  CHECK(same_endpoints(*layers[0].geometric_margin, Interval(Precision(53))));
  // All features are one point forever, whatever the labels do; only the enclosures drift apart.
  CHECK(overlap(*layers[3].geometric_margin, Interval(Precision(53))));
  CHECK(width(*layers[3].geometric_margin).hi_double() < 1e-12);
}

TEST_CASE("antipodal points keep opposite products") {
  const Task task = line_task(2, 0, 0, {1, -1}, {0, 1});
  const Parameters parameters = uniform(1, 2, {3, 1, 0.5, 0.5}, 2);
  check_sound(task, parameters);
  for (const auto& layer : recursion::enclose_observables({task, parameters}, Regime::full, Precision(53))) {
    CHECK(overlap(layer.same_class->min, -layer.cross_class->max));
    CHECK(overlap(*layer.geometric_margin, Interval(Precision(53))));
  }
}

TEST_CASE("subnormal coordinates are numbers like others") {
  const double tiny = std::numeric_limits<double>::denorm_min();
  const Task task = line_task(2, 3 * tiny, 1, {tiny, -5 * tiny, 0x1p-1060}, {0, 1, 1});
  for (const LayerParameters layer : {LayerParameters{1, 1, 0.5, 0.5}, LayerParameters{1e300, 0, -1, 0.25}}) {
    check_sound(task, uniform(1, 2, layer, 2));
  }
  // Products of subnormals lie far below binary64 and are exact all the same.
  const auto seen =
      recursion::enclose_observables({task, uniform(1, 2, {1, 1, 0, 0}, 1)}, Regime::full, Precision(53))[0];
  CHECK(seen.probe_in_class->min.is_point());
  CHECK(is_positive(*seen.geometric_margin) == numeric::Truth::no);
  CHECK(is_less(seen.probe_in_class->min, Interval(Precision(53))) == numeric::Truth::yes);
}

TEST_CASE("the largest doubles as coordinates and parameters stay inside MPFR's range") {
  const double huge = std::numeric_limits<double>::max();
  const Task task = line_task(2, huge, 0, {huge, -huge}, {0, 1});
  check_sound(task, uniform(1, 2, {huge, huge, 1, 1}, 2));
  check_sound(task, uniform(1, 2, {-huge, -huge, -1, -1}, 2));
}

TEST_CASE("unlabelled points attend to all in either regime") {
  Task task = line_task(2, 0.5, 0, {1, -1, 0.25}, {0, 1, 0});
  task.labels[2] = std::nullopt;
  const Parameters parameters = uniform(1, 2, {1, 1, 0.5, 0.5}, 2);
  check_sound(task, parameters);
  const recursion::KeySets keys(task, Regime::class_pure);
  CHECK(std::ranges::equal(keys.keys_of(0), std::vector<std::size_t>{0}));
  CHECK(std::ranges::equal(keys.keys_of(2), std::vector<std::size_t>{0, 1, 2}));
  CHECK(std::ranges::equal(keys.keys_of(3), std::vector<std::size_t>{0, 1, 2}));
}

}  // namespace margincert::recursion_tests
