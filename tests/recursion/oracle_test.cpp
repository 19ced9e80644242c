#include <doctest/doctest.h>

#include <array>

#include "arb/trajectory.hpp"
#include "recursion/trajectory.hpp"
#include "tests/recursion/compare.hpp"
#include "tests/recursion/random_tasks.hpp"

namespace margincert::recursion_tests {
namespace {

using recursion::Parameters;
using recursion::Regime;
using recursion::Task;

constexpr std::array regimes{Regime::full, Regime::class_pure};
constexpr int oracle_bits = 512;
constexpr Precision wide{600};

/// What was compared, so that a test cannot pass by comparing nothing.
struct Compared {
  long fields = 0;
  long against_thin_balls = 0;
};

/// Endpoint arithmetic at any precision; enclose_observables may choose another one where that is cheaper.
Layers endpoint_layers(const Task& task, const Parameters& parameters, Regime regime, Precision precision) {
  Layers layers;
  recursion::run({task, parameters}, regime, recursion::IntervalArithmetic(precision),
                 [&](recursion::Observables<Interval>&& layer) { layers.push_back(std::move(layer)); });
  return layers;
}

/// Holds the enclosures against Arb. Two enclosures of one number overlap; where the ball is far thinner than the
/// enclosure's own rounding that is as sharp as if the number itself were known. (To ask that the thin ball lie inside
/// would be too much: an end may be the very number, and the ball sticks out on both sides of it.)
void hold_against_oracle(const Task& task, const Parameters& parameters, Regime regime, Compared& compared) {
  const auto oracle = arb::observables({task, parameters}, regime, oracle_bits);
  for (const int bits : {53, 113, 256}) {
    CAPTURE(bits);
    const auto agrees = [&](const Interval& enclosure, const Real& ball) {
      const Interval truth = enclosure_of(ball, wide);
      ++compared.fields;
      compared.against_thin_balls += bits < 256 && is_thin(ball) ? 1 : 0;
      return overlap(enclosure, truth);
    };
    for (const Layers& layers : {recursion::enclose_observables({task, parameters}, regime, Precision(bits)),
                                 endpoint_layers(task, parameters, regime, Precision(bits))}) {
      CHECK(first_difference(layers, oracle, agrees) == "");
      CHECK(first_poisoned(layers) == "");
    }
  }
}

}  // namespace

TEST_CASE("enclosures of raw random tasks agree with the oracle in every field, whatever the signs and gaps") {
  Compared compared;
  for (int index = 0; index < 300; ++index) {
    Random random(1, "raw-oracle", index);
    const Task task = raw_task(random_shape(random), random);
    Parameters parameters = random_parameters(task.feature_dim(), task.classes, 3, Signs::any, random);
    parameters.label_background = random_background(random);
    CAPTURE(index);
    hold_against_oracle(task, parameters, regimes[index % 2], compared);
  }
  CHECK(compared.fields > 160'000);
  CHECK(compared.against_thin_balls > 80'000);
}

TEST_CASE("enclosures of every family's tasks agree with the oracle in every field") {
  Compared compared;
  for (const auto& family : generators::families()) {
    for (int index = 0; index < 30; ++index) {
      Random random(2, family.id, index);
      const int classes = 2 + index % 4;
      const Parameters parameters = random_parameters(classes + index % 2, classes, 2, Signs::any, random);
      CAPTURE(family.id);
      CAPTURE(index);
      hold_against_oracle(family_task(family.id, parameters, classes + 4, 2, index), parameters, regimes[index % 2],
                          compared);
    }
  }
  CHECK(compared.fields > 30'000);
  CHECK(compared.against_thin_balls > 15'000);
}

TEST_CASE("the comparison with the oracle notices an enclosure that misses by one unit in the last place") {
  const Real third = Real::ratio(1, 3, oracle_bits);
  const Interval good = Interval::ratio(1, 3, Precision(53));
  CHECK(contains(good, enclosure_of(third, wide)));
  CHECK_FALSE(overlap(sup(good), enclosure_of(third, wide)));
  CHECK_FALSE(overlap(inf(good), enclosure_of(third, wide)));
  CHECK(is_thin(third));
}

TEST_CASE("a run of no layers shows the input alone, without attention") {
  Random random(3, "no-layers", 0);
  const Task task = labelled_task({4, 3, 2}, random);
  const Parameters parameters{2, 3, recursion::MinusOneOverClasses{}, {}};
  Compared compared;
  hold_against_oracle(task, parameters, Regime::full, compared);
  const Layers layers = recursion::enclose_observables({task, parameters}, Regime::full, Precision(53));
  REQUIRE(layers.size() == 1);
  CHECK_FALSE(layers[0].attention.has_value());
}

TEST_CASE("training pulls by class are the parts of the pulls inside and outside the probe's class") {
  for (int index = 0; index < 40; ++index) {
    CAPTURE(index);
    Random random(4, "pulls", index);
    const Task task = raw_task(random_shape(random), random);
    const Parameters parameters = random_parameters(task.feature_dim(), task.classes, 1, Signs::any, random);
    for (const int bits : {53, 256}) {
      const auto seen =
          *recursion::enclose_observables({task, parameters}, regimes[index % 2], Precision(bits))[0].attention;
      REQUIRE(seen.train_pull.size() == static_cast<std::size_t>(task.classes));
      std::optional<recursion::Extent<Interval>> outside;
      for (int c = 0; c < task.classes; ++c) {
        const auto& pull = seen.train_pull[c];
        CHECK(pull.has_value() == (recursion::class_sizes(task)[c] > 0));
        if (!pull || c == task.probe_class) continue;
        recursion::include(outside, pull->min);
        recursion::include(outside, pull->max);
      }
      const auto& own = seen.train_pull[task.probe_class];
      REQUIRE(own.has_value() == seen.train_pull_in_class.has_value());
      if (own) CHECK(same_endpoints(own->max, seen.train_pull_in_class->max));
      REQUIRE(outside.has_value() == seen.train_pull_cross_class.has_value());
      if (outside) CHECK(same_endpoints(outside->min, seen.train_pull_cross_class->min));
      if (outside) CHECK(same_endpoints(outside->max, seen.train_pull_cross_class->max));
    }
  }
}

TEST_CASE("observables are absent exactly where their sets are empty") {
  const Parameters parameters{1, 3, recursion::MinusOneOverClasses{}, {{1, 1, 0.5, 0.5}}};
  Task task{3, recursion::Rows<double>(2, 1, 0.5), {0, std::nullopt}, {0.25}, 0};
  SUBCASE("one labelled point, of the probe's class") {
    const auto seen = recursion::enclose_observables({task, parameters}, Regime::full, Precision(53))[0];
    CHECK(seen.same_class.has_value());
    CHECK(seen.probe_in_class.has_value());
    CHECK_FALSE(seen.cross_class.has_value());
    CHECK_FALSE(seen.probe_cross_class.has_value());
    CHECK_FALSE(seen.geometric_margin.has_value());
    CHECK(seen.attention->class_logit[0].has_value());
    CHECK_FALSE(seen.attention->class_logit[1].has_value());
    CHECK_FALSE(seen.attention->class_logit_gap.has_value());
    CHECK(seen.attention->train_pull_in_class.has_value());
    CHECK_FALSE(seen.attention->train_pull_cross_class.has_value());
  }
  SUBCASE("one labelled point, of another class") {
    task.probe_class = 2;
    const auto seen = recursion::enclose_observables({task, parameters}, Regime::class_pure, Precision(53))[0];
    CHECK(seen.same_class.has_value());
    CHECK_FALSE(seen.probe_in_class.has_value());
    CHECK(seen.probe_cross_class.has_value());
    CHECK_FALSE(seen.geometric_margin.has_value());
    CHECK_FALSE(seen.attention->class_logit_gap.has_value());
    CHECK_FALSE(seen.attention->probe_pull_in_class.has_value());
    CHECK(seen.attention->probe_pull_cross_class.has_value());
  }
  SUBCASE("no labelled point") {
    task.labels = {std::nullopt, std::nullopt};
    const auto seen = recursion::enclose_observables({task, parameters}, Regime::class_pure, Precision(53))[0];
    CHECK_FALSE(seen.same_class.has_value());
    CHECK_FALSE(seen.probe_in_class.has_value());
    CHECK_FALSE(seen.probe_cross_class.has_value());
    CHECK(is_nonnegative(seen.attention->leakage) == numeric::Truth::yes);
    CHECK(same_endpoints(seen.attention->class_mass[0], Interval(Precision(53))));
  }
}

}  // namespace margincert::recursion_tests
