#include <doctest/doctest.h>

#include <limits>

#include "operations.hpp"

namespace margincert::numeric_tests {
namespace {

const Precision precision(64);
constexpr double infinity = std::numeric_limits<double>::infinity();

Interval span(double lo, double hi) { return Interval::between(lo, hi, precision); }
Interval point(double x) { return Interval::exact(x, precision); }
const Interval everything = Interval::entire(precision);

/// Equal ends, and printed when they are not.
void check_equal(const Interval& actual, const Interval& expected) {
  CAPTURE(numeric::decimal_text(actual, 20));
  CAPTURE(numeric::decimal_text(expected, 20));
  CHECK(same_endpoints(actual, expected));
}

TEST_CASE("sums of half-lines are half-lines") {
  check_equal(span(-infinity, 3) + span(1, 2), span(-infinity, 5));
  check_equal(span(1, infinity) + span(-infinity, 2), everything);
  check_equal(span(1, infinity) - span(1, infinity), everything);
  check_equal(span(1, infinity) - span(-infinity, 2), span(-1, infinity));
}

TEST_CASE("zero times an unbounded interval is zero, as no member is infinite") {
  check_equal(point(0) * everything, point(0));
  check_equal(span(0, 2) * span(1, infinity), span(0, infinity));
  check_equal(span(-1, 0) * span(1, infinity), span(-infinity, 0));
  check_equal(span(-1, 2) * span(3, infinity), everything);
  check_equal(fma(point(0), everything, point(4)), point(4));
  check_equal(fma(span(0, 2), span(1, infinity), point(1)), span(1, infinity));
  Interval sum = point(4);
  check_equal(sum.add_product(everything, point(0)), point(4));
}

TEST_CASE("dividing by an interval with zero at its end gives a half-line, with zero inside everything") {
  check_equal(point(1) / span(0, 2), span(0.5, infinity));
  check_equal(point(1) / span(-2, 0), span(-infinity, -0.5));
  check_equal(point(-1) / span(0, 2), span(-infinity, -0.5));
  check_equal(point(-1) / span(-2, 0), span(0.5, infinity));
  check_equal(span(-1, 0) / span(0, 2), span(-infinity, 0));
  check_equal(span(0, 1) / span(-2, 0), span(-infinity, 0));
  check_equal(span(-1, 1) / span(0, 2), everything);
  check_equal(span(-1, 1) / span(-2, 0), everything);
  check_equal(point(1) / span(-1, 1), everything);
  check_equal(point(0) / span(-1, 1), point(0));
  check_equal(point(0) / everything, point(0));
}

TEST_CASE("dividing by and into half-lines reaches zero or infinity, never a NaN") {
  check_equal(point(1) / span(2, infinity), span(0, 0.5));
  check_equal(point(1) / span(-infinity, -2), span(-0.5, 0));
  check_equal(span(1, infinity) / span(2, infinity), span(0, infinity));
  check_equal(span(1, infinity) / span(-infinity, -2), span(-infinity, 0));
  check_equal(span(-infinity, -1) / span(2, infinity), span(-infinity, 0));
  check_equal(span(-infinity, -1) / span(-infinity, -2), span(0, infinity));
  check_equal(span(1, infinity) / span(0, infinity), span(0, infinity));
  check_equal(everything / span(1, 2), everything);
}

TEST_CASE("functions of unbounded intervals reach their limits") {
  check_equal(sqr(everything), span(0, infinity));
  check_equal(sqr(span(-infinity, -2)), span(4, infinity));
  check_equal(sqrt(span(4, infinity)), span(2, infinity));
  check_equal(exp(span(-infinity, 0)), span(0, 1));
  check_equal(exp(everything), span(0, infinity));
  check_equal(log(span(0, 1)), span(-infinity, 0));
  check_equal(log(span(1, infinity)), span(0, infinity));
  check_equal(log(everything), everything);
  check_equal(abs(everything), span(0, infinity));
  check_equal(abs(span(-infinity, -2)), span(2, infinity));
  check_equal(min(everything, point(1)), span(-infinity, 1));
  check_equal(max(everything, point(1)), span(1, infinity));
}

TEST_CASE("sets with unbounded operands") {
  check_equal(hull(span(-infinity, 1), point(3)), span(-infinity, 3));
  check_equal(intersection(everything, point(3)), point(3));
  check_equal(intersection(span(-infinity, 1), span(0, infinity)), span(0, 1));
  CHECK(mid(everything).is_poisoned());
  CHECK(rad(span(0, infinity)).is_poisoned());
  CHECK(mpfr_inf_p(width(span(0, infinity)).hi()));
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
