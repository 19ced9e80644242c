#include <doctest/doctest.h>

#include <boost/multiprecision/mpfr.hpp>

#include "recursion/trajectory.hpp"
#include "tests/recursion/compare.hpp"
#include "tests/recursion/random_tasks.hpp"

namespace margincert::recursion_tests {
namespace {

using recursion::Parameters;
using recursion::Regime;
using recursion::Rows;
using recursion::State;
using recursion::Task;

/// A third scalar, of nobody's library here: the step is written once for any of them.
template <class Number>
struct BoostArithmetic {
  using Scalar = Number;
  Scalar exact(double x) const { return Scalar(x); }
  Scalar ratio(long numerator, long denominator) const { return Scalar(numerator) / Scalar(denominator); }
  double steering_value(const Scalar& s) const { return s.template convert_to<double>(); }
};

template <unsigned digits>
using Decimal =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<digits>, boost::multiprecision::et_off>;

/// x up to `radius`, as an enclosure.
Interval around(const Interval& x, const Interval& radius) { return hull(x - radius, x + radius); }

template <unsigned digits>
Interval to_interval(const Decimal<digits>& x, Precision precision) {
  return Interval::outward(x.backend().data(), x.backend().data(), precision);
}

struct Example {
  Task task;
  Parameters parameters;
  Regime regime;
};

Example random_example(int index) {
  Random random(5, "templated-step", index);
  const Task task = raw_task(random_shape(random), random);
  Parameters parameters = random_parameters(task.feature_dim(), task.classes, 2, Signs::any, random);
  parameters.label_background = random_background(random);
  return {task, parameters, index % 2 == 0 ? Regime::full : Regime::class_pure};
}

template <recursion::Arithmetic A>
State<typename A::Scalar> final_state(const Example& example, const A& arithmetic) {
  return recursion::final_state({example.task, example.parameters}, example.regime, arithmetic);
}

/// The first entry on which a table of enclosures disagrees with a table of numbers: "row 2 column 0", or "".
template <class S, class Agree>
std::string first_disagreement(const Rows<Interval>& enclosures, const Rows<S>& numbers, Agree agree) {
  if (enclosures.rows() != numbers.rows() || enclosures.columns() != numbers.columns()) return "shape";
  for (std::size_t j = 0; j < enclosures.rows(); ++j) {
    for (std::size_t k = 0; k < enclosures.columns(); ++k) {
      if (!agree(enclosures[j][k], numbers[j][k])) {
        return "row " + std::to_string(j) + " column " + std::to_string(k);
      }
    }
  }
  return "";
}

template <class S, class Agree>
void check_states(const State<Interval>& enclosures, const State<S>& numbers, Agree agree) {
  CHECK(first_disagreement(enclosures.features, numbers.features, agree) == "");
  CHECK(first_disagreement(enclosures.labels, numbers.labels, agree) == "");
}

template <unsigned digits>
void check_decimal(const Example& example, int enclosure_bits) {
  const auto enclosures = final_state(example, recursion::IntervalArithmetic(Precision(enclosure_bits)));
  const auto numbers = final_state(example, BoostArithmetic<Decimal<digits>>());
  // The number's own error: a few thousand roundings, each of one part in 10^digits, on numbers below 100.
  Interval radius = Interval::exact(1e8, Precision(512));
  for (unsigned digit = 0; digit < digits; ++digit) radius = radius / 10;
  check_states(enclosures, numbers, [&](const Interval& enclosure, const Decimal<digits>& number) {
    return overlap(enclosure, around(to_interval<digits>(number, Precision(512)), radius));
  });
}

}  // namespace

TEST_CASE("the double program stays within 2^-40 of the enclosures") {
  // Logits stay below 50 and states below 20 here, so the rounding of exp dominates: about 50 ulp per weight, two
  // layers. 2^-40 is 2^13 ulp of 1 and leaves room for cancellation.
  const Interval allowance = Interval::exact(0x1p-40, Precision(53));
  for (int index = 0; index < 100; ++index) {
    CAPTURE(index);
    const Example example = random_example(index);
    const auto enclosures = final_state(example, recursion::IntervalArithmetic(Precision(53)));
    check_states(enclosures, final_state(example, recursion::DoubleArithmetic{}),
                 [&](const Interval& enclosure, double number) {
                   return overlap(around(enclosure, allowance), Interval::exact(number, Precision(53)));
                 });
  }
}

TEST_CASE("the same step runs in 50 and in 100 decimal digits, inside the enclosures") {
  for (int index = 0; index < 60; ++index) {
    CAPTURE(index);
    const Example example = random_example(index);
    check_decimal<50>(example, 53);
    check_decimal<100>(example, 113);
    check_decimal<100>(example, 256);
  }
}

TEST_CASE("the step also runs on numbers with expression templates") {
  const Example example = random_example(0);
  using Lazy = boost::multiprecision::mpfr_float_50;
  const auto lazy = final_state(example, BoostArithmetic<Lazy>());
  const auto eager = final_state(example, BoostArithmetic<Decimal<50>>());
  for (std::size_t j = 0; j < lazy.features.rows(); ++j) {
    for (std::size_t k = 0; k < lazy.features.columns(); ++k) {
      // Not bit for bit: a lazy sum of products may be fused.
      const Decimal<50> difference = Decimal<50>(lazy.features[j][k]) - eager.features[j][k];
      CHECK(abs(difference) < Decimal<50>(1e-40));
    }
  }
}

TEST_CASE("observables of the double program lie near their enclosures, absent ones in both") {
  const Interval allowance = Interval::exact(0x1p-36, Precision(53));
  for (int index = 0; index < 40; ++index) {
    CAPTURE(index);
    const Example example = random_example(index);
    std::vector<recursion::Observables<double>> numbers;
    recursion::run({example.task, example.parameters}, example.regime, recursion::DoubleArithmetic{},
                   [&](recursion::Observables<double>&& layer) { numbers.push_back(std::move(layer)); });
    const Layers enclosures =
        recursion::enclose_observables({example.task, example.parameters}, example.regime, Precision(53));
    CHECK(first_difference(enclosures, numbers, [&](const Interval& enclosure, double number) {
            return overlap(around(enclosure, allowance), Interval::exact(number, Precision(53)));
          }) == "");
  }
}

}  // namespace margincert::recursion_tests
