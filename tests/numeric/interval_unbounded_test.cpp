#include <doctest/doctest.h>

#include <limits>

#include "operations.hpp"

namespace margincert::numeric_tests {
namespace {

Interval over(double lo, double hi) { return Interval::between(lo, hi, Precision(64)); }
Interval point(double x) { return Interval::exact(x, Precision(64)); }
const Interval everything = Interval::entire(Precision(64));

/// Equal ends, and printed when they are not.
void check_equal(const Interval& actual, const Interval& expected) {
  CAPTURE(numeric::decimal_text(actual, 20));
  CAPTURE(numeric::decimal_text(expected, 20));
  CHECK(same_endpoints(actual, expected));
}

TEST_CASE("sums of half-lines are half-lines") {
  check_equal(over(-infinity, 3) + over(1, 2), over(-infinity, 5));
  check_equal(over(1, infinity) + over(-infinity, 2), everything);
  check_equal(over(1, infinity) - over(1, infinity), everything);
  check_equal(over(1, infinity) - over(-infinity, 2), over(-1, infinity));
}

TEST_CASE("zero times an unbounded interval is zero, as no member is infinite") {
  check_equal(point(0) * everything, point(0));
  check_equal(over(0, 2) * over(1, infinity), over(0, infinity));
  check_equal(over(-1, 0) * over(1, infinity), over(-infinity, 0));
  check_equal(over(-1, 2) * over(3, infinity), everything);
  check_equal(fma(point(0), everything, point(4)), point(4));
  check_equal(fma(over(0, 2), over(1, infinity), point(1)), over(1, infinity));
  Interval sum = point(4);
  check_equal(sum.add_product(everything, point(0)), point(4));
}

TEST_CASE("dividing by an interval with zero at its end gives a half-line, with zero inside everything") {
  check_equal(point(1) / over(0, 2), over(0.5, infinity));
  check_equal(point(1) / over(-2, 0), over(-infinity, -0.5));
  check_equal(point(-1) / over(0, 2), over(-infinity, -0.5));
  check_equal(point(-1) / over(-2, 0), over(0.5, infinity));
  check_equal(over(-1, 0) / over(0, 2), over(-infinity, 0));
  check_equal(over(0, 1) / over(-2, 0), over(-infinity, 0));
  check_equal(over(-1, 1) / over(0, 2), everything);
  check_equal(over(-1, 1) / over(-2, 0), everything);
  check_equal(point(1) / over(-1, 1), everything);
  check_equal(point(0) / over(-1, 1), point(0));
  check_equal(point(0) / everything, point(0));
}

TEST_CASE("dividing by and into half-lines reaches zero or infinity, never a NaN") {
  check_equal(point(1) / over(2, infinity), over(0, 0.5));
  check_equal(point(1) / over(-infinity, -2), over(-0.5, 0));
  check_equal(over(1, infinity) / over(2, infinity), over(0, infinity));
  check_equal(over(1, infinity) / over(-infinity, -2), over(-infinity, 0));
  check_equal(over(-infinity, -1) / over(2, infinity), over(-infinity, 0));
  check_equal(over(-infinity, -1) / over(-infinity, -2), over(0, infinity));
  check_equal(over(1, infinity) / over(0, infinity), over(0, infinity));
  check_equal(everything / over(1, 2), everything);
}

TEST_CASE("functions of unbounded intervals reach their limits") {
  check_equal(sqr(everything), over(0, infinity));
  check_equal(sqr(over(-infinity, -2)), over(4, infinity));
  check_equal(sqrt(over(4, infinity)), over(2, infinity));
  check_equal(exp(over(-infinity, 0)), over(0, 1));
  check_equal(exp(everything), over(0, infinity));
  check_equal(log(over(0, 1)), over(-infinity, 0));
  check_equal(log(over(1, infinity)), over(0, infinity));
  check_equal(log(everything), everything);
  check_equal(abs(everything), over(0, infinity));
  check_equal(abs(over(-infinity, -2)), over(2, infinity));
  check_equal(min(everything, point(1)), over(-infinity, 1));
  check_equal(max(everything, point(1)), over(1, infinity));
}

TEST_CASE("sets with unbounded operands") {
  check_equal(hull(over(-infinity, 1), point(3)), over(-infinity, 3));
  check_equal(intersection(everything, point(3)), point(3));
  check_equal(intersection(over(-infinity, 1), over(0, infinity)), over(0, 1));
  CHECK(mid(everything).is_poisoned());
  CHECK(rad(over(0, infinity)).is_poisoned());
  CHECK(mpfr_inf_p(width(over(0, infinity)).hi()));
  CHECK_FALSE(everything.is_finite());
  CHECK_FALSE(everything.is_point());
}

TEST_CASE("beyond MPFR's exponents a bound goes to the outer side") {
  const Interval huge = exp(point(1e300));
  CHECK(mpfr_number_p(huge.lo()));
  CHECK(mpfr_inf_p(huge.hi()));
  const Interval tiny = exp(point(-1e300));
  CHECK(mpfr_zero_p(tiny.lo()));
  CHECK(mpfr_sgn(tiny.hi()) > 0);
  CHECK(contains(huge * huge, huge));
  CHECK(mpfr_zero_p((tiny * tiny).lo()));
  CHECK(mpfr_sgn((tiny * tiny).hi()) > 0);
}

TEST_CASE("the middle of the largest numbers is finite and lies between them") {
  const Interval largest = inf(exp(point(1e300)));
  CHECK(same_endpoints(mid(largest), largest));
  CHECK(same_endpoints(mid(-largest), -largest));
  CHECK(same_endpoints(mid(hull(-largest, largest)), point(0)));
}

}  // namespace
}  // namespace margincert::numeric_tests
