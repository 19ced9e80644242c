#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "corner_reference.hpp"
#include "tests/support/property.hpp"

namespace margincert::numeric_tests {
namespace {

using testing::check_property;

constexpr double exp_excess_in_ulps = 5;

/// The worst excess of random operands over the tightest enclosure, each checked against `limit`.
double worst_excess(const Operation& op, const rc::Gen<Operands>& generator, double limit, const std::string& kind) {
  double worst = 0;
  check_property("numeric/accuracy/" + kind + "/" + std::string(op.name), [&] {
    const Operands x = *generator;
    const auto excess = excess_over_corners(op, x, op.enclose(x));
    RC_PRE(excess.has_value());
    RC_LOG() << "excess " << excess->below << " ulp below, " << excess->above << " ulp above\n";
    RC_ASSERT(std::min(excess->below, excess->above) >= 0);
    RC_ASSERT(excess->worst() <= limit);
    worst = std::max(worst, excess->worst());
  });
  return worst;
}

TEST_CASE("operations that round once give the tightest enclosure of points and of intervals") {
  for (const Operation& op : operations()) {
    if (op.rounding != Rounding::once) continue;
    worst_excess(op, point_operands(op.arity, Reach::moderate), 0, "points");
    worst_excess(op, operands(op.arity, Reach::anywhere), 0, "intervals");
  }
}

TEST_CASE("exp is the tightest enclosure of a point and stays within five units for thin intervals") {
  const Operation& op = operation("exp");
  worst_excess(op, point_operands(1, Reach::moderate), 0, "points");
  const auto thin = rc::gen::mapcat(
      precisions(), [](Precision precision) { return rc::gen::container<Operands>(1, thin_intervals(precision)); });
  const double measured = std::max(worst_excess(op, operands(1, Reach::anywhere), exp_excess_in_ulps, "intervals"),
                                   worst_excess(op, thin, exp_excess_in_ulps, "thin"));
  // Said even when it passes, so that a loss shows before it fails.
  MESSAGE("exp of intervals: measured at most " << measured << " ulp above the tightest, limit " << exp_excess_in_ulps);
}

/// hi - lo <= units 2^(1 - precision) sum, everything rounded against the claim.
bool narrower_than(const Interval& enclosure, const Interval& sum_of_magnitudes, int units) {
  const mpfr_prec_t bits = enclosure.precision().bits();
  Number actual(bits), allowed(bits);
  mpfr_sub(actual, enclosure.hi(), enclosure.lo(), MPFR_RNDU);
  mpfr_mul_si(allowed, sum_of_magnitudes.lo(), units, MPFR_RNDD);
  mpfr_mul_2si(allowed, allowed, 1 - bits, MPFR_RNDD);
  return mpfr_lessequal_p(static_cast<mpfr_srcptr>(actual), static_cast<mpfr_srcptr>(allowed));
}

TEST_CASE("a product added to a point costs two roundings of the magnitudes in play") {
  check_property("numeric/accuracy/add_product", [] {
    const Operands x = *point_operands(3, Reach::moderate);
    Interval sum = x[0];
    sum.add_product(x[1], x[2]);
    RC_ASSERT(narrower_than(sum, abs(x[0]) + abs(x[1] * x[2]), 3));
  });
}

TEST_CASE("an inner product of points costs two roundings a term of the magnitudes in play") {
  check_property("numeric/accuracy/dot", [] {
    const int length = *rc::gen::inRange(1, 20);
    const Operands x = *point_operands(2 * length, Reach::moderate);
    const Interval enclosure = dot(std::span(x).first(length), std::span(x).last(length));
    Interval magnitude(enclosure.precision());
    for (int i = 0; i < length; ++i) magnitude += abs(x[i] * x[length + i]);
    RC_ASSERT(narrower_than(enclosure, magnitude, 2 * length));
  });
}

TEST_CASE("the accuracy reference tells a bound that is one unit too wide and one that lies inside") {
  const Precision precision(53);
  const Operands third{Interval::integer(1, precision), Interval::integer(3, precision)};
  const Interval tight = third[0] / third[1];
  CHECK(excess_over_corners(operation("div"), third, tight)->worst() == 0);
  Number hi(53);
  mpfr_set(hi, tight.hi(), MPFR_RNDN);
  mpfr_nextabove(hi);
  CHECK(excess_over_corners(operation("div"), third, Interval::outward(tight.lo(), hi, precision))->above == 1);
  CHECK(excess_over_corners(operation("div"), third, inf(tight))->above == -1);
}

}  // namespace
}  // namespace margincert::numeric_tests
