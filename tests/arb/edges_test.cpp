#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "arb/to_interval.hpp"
#include "tests/arb/rationals.hpp"
#include "tests/support/property.hpp"

namespace margincert::arb_tests {
namespace {

using numeric::Interval;
using numeric::Precision;
using numeric::Truth;
using testing::check_property;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double largest = std::numeric_limits<double>::max();
constexpr double smallest = std::numeric_limits<double>::denorm_min();

Real poison() { return Real::exact(std::numeric_limits<double>::quiet_NaN(), 53); }

Real with_radius(double midpoint, void (*set_radius)(mag_ptr)) {
  arb_t ball;
  arb_init(ball);
  arb_set_d(ball, midpoint);
  set_radius(arb_radref(ball));
  const Real result = Real::enclosing(ball, 53);
  arb_clear(ball);
  return result;
}

TEST_CASE("what is not finite is poison") {
  CHECK(poison().is_poisoned());
  CHECK(Real::exact(infinity, 53).is_poisoned());
  CHECK(Real::exact(-infinity, 53).is_poisoned());
  CHECK(Real::ratio(1, 0, 53).is_poisoned());
  CHECK(Real::ratio(0, 0, 53).is_poisoned());
  CHECK(with_radius(0, [](mag_ptr radius) { mag_inf(radius); }).is_poisoned());
  CHECK_FALSE(poison().is_point());
  CHECK_FALSE(Real().is_poisoned());
  CHECK((Real::integer(1, 53) / between(-1, 1, 53)).is_poisoned());
  CHECK((Real::integer(1, 53) / between(0, 1, 53)).is_poisoned());
  CHECK((1 / Real()).is_poisoned());
  CHECK((Real::integer(1, 53) / 0).is_poisoned());
}

TEST_CASE("every operation passes poison on, from any side and whatever it was made of") {
  const Real two = Real::integer(2, 53), zero;
  for (const Real& p :
       {poison(), Real::exact(-infinity, 53), with_radius(1, [](mag_ptr radius) { mag_inf(radius); })}) {
    for (const Real& q :
         {p + two,     two + p,     p - two,     two - p, p * two, zero * p, p * zero, p / two, two / p,
          zero / p,    -p,          sqr(p),      sqrt(p), exp(p),  exp(-p),  log(p),   abs(p),  min(p, two),
          min(two, p), max(p, two), max(two, p), p + 1,   0 * p,   p - p,    p / p}) {
      CHECK(q.is_poisoned());
      CHECK(arf_is_nan(arb_midref(q.get())));
    }
    CHECK(Real(p).add_product(two, two).is_poisoned());
    CHECK(Real(two).add_product(p, zero).is_poisoned());
    CHECK(Real(two).add_product(zero, p).is_poisoned());
  }
}

TEST_CASE("poison is never yes or no") {
  const Real two = Real::integer(2, 53);
  for (const Real& p : {poison(), Real::exact(infinity, 53), Real::exact(-infinity, 53)}) {
    for (const Truth answer : {is_less(p, two), is_less(two, p), is_less(p, p), is_less_equal(p, two),
                               is_less_equal(two, p), is_less_equal(p, p), is_positive(p), is_nonnegative(p)}) {
      CHECK(answer == Truth::unknown);
    }
    CHECK_FALSE(same_endpoints(p, p));
    CHECK_FALSE(same_endpoints(p, two));
    CHECK(std::isnan(p.lo_double()));
    CHECK(std::isnan(p.hi_double()));
    CHECK(std::isnan(p.mid_double()));
    CHECK(to_interval(p, Precision(53)).is_poisoned());
  }
}

TEST_CASE("roots are of the non-negative part, logarithms of positive balls only") {
  const Real root = sqrt(between(-1, 4, 53));
  CHECK(contains(root, 0));
  CHECK(contains(root, 2));
  CHECK(upper(root) < Rational(201, 100));
  CHECK(sqrt(between(-4, -1, 53)).is_poisoned());
  CHECK(contains(sqrt(between(-4, 0, 53)), 0));
  CHECK(same_endpoints(sqrt(Real()), Real()));
  CHECK(same_endpoints(sqrt(Real::integer(49, 53)), Real::integer(7, 53)));
  CHECK(sqrt(Real::integer(-1, 53)).is_poisoned());

  CHECK(log(Real()).is_poisoned());
  CHECK(log(between(0, 1, 53)).is_poisoned());
  CHECK(log(between(-1, 1, 53)).is_poisoned());
  CHECK(log(between(-2, -1, 53)).is_poisoned());
  CHECK(same_endpoints(log(Real::integer(1, 53)), Real()));
  CHECK(same_endpoints(exp(Real()), Real::integer(1, 53)));
}

TEST_CASE("doubles lie outward, and no double lies between them and the end") {
  check_property("arb/doubles", [] {
    const Real a = *reals();
    RC_ASSERT(Rational(a.lo_double()) <= lower(a));
    RC_ASSERT(Rational(a.hi_double()) >= upper(a));
    RC_ASSERT(Rational(std::nextafter(a.lo_double(), infinity)) > lower(a));
    RC_ASSERT(Rational(std::nextafter(a.hi_double(), -infinity)) < upper(a));
    RC_ASSERT(abs(Rational(a.mid_double()) - midpoint(a)) <= abs(midpoint(a)) * power_of_two(-53));
  });
}

TEST_CASE("doubles lie outward at the ends of their range") {
  const auto check = [](const Real& a, double lo, double hi) {
    CHECK(a.lo_double() == lo);
    CHECK(a.hi_double() == hi);
  };
  check(ball(1, -2000, 0, 0, 53), 0, smallest);
  check(ball(-1, -2000, 0, 0, 53), -smallest, 0);
  check(ball(1, 2000, 0, 0, 53), largest, infinity);
  check(ball(-1, 2000, 0, 0, 53), -infinity, -largest);
  check(ball(1, 1024, 0, 0, 53), largest, infinity);
  check(ball(3, -1075, 0, 0, 53), smallest, 2 * smallest);
  check(ball(1, -1074, 0, 0, 53), smallest, smallest);
  check(ball((1L << 53) - 1, -1074 - 1, 0, 0, 53), 0x1p-1022 - smallest, 0x1p-1022);
  check(Real::exact(largest, 53), largest, largest);
  check(Real(), 0, 0);
}

TEST_CASE("an interval holds the ball, each end rounded outward to its precision") {
  check_property("arb/to-interval", [] {
    const Real a = *reals();
    const Interval wide = to_interval(a, Precision(1024)), narrow = to_interval(a, Precision(53));
    RC_ASSERT(contains(narrow, wide));
    RC_ASSERT(narrow.lo_double() == a.lo_double() && narrow.hi_double() == a.hi_double());
    // Both ends fit 1024 bits: dyadic numbers of moderate exponent.
    arf_t end;
    arf_init(end);
    arf_set_mpfr(end, wide.lo());
    RC_ASSERT(rational(end) == lower(a));
    arf_set_mpfr(end, wide.hi());
    RC_ASSERT(rational(end) == upper(a));
    arf_clear(end);
  });
}

TEST_CASE("an interval of a ball beyond MPFR's exponents is unbounded or at zero, on the outer side") {
  const Real huge = ball(1, 1L << 40, 0, 0, 53), tiny = ball(1, -(1L << 40), 0, 0, 53);
  const Interval beyond = to_interval(huge, Precision(53)), below = to_interval(-tiny, Precision(53));
  CHECK(is_positive(beyond) == Truth::yes);
  CHECK(mpfr_inf_p(beyond.hi()));
  CHECK_FALSE(mpfr_inf_p(beyond.lo()));
  CHECK(mpfr_zero_p(below.hi()));
  CHECK(mpfr_sgn(below.lo()) < 0);
}

}  // namespace
}  // namespace margincert::arb_tests
