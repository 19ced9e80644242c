#include "arb/real.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "tests/arb/rationals.hpp"
#include "tests/support/property.hpp"

namespace margincert::arb_tests {
namespace {

using testing::check_property;

static_assert(!std::is_convertible_v<double, Real>);
static_assert(!std::is_constructible_v<Real, double>);
static_assert(!std::is_constructible_v<Real, long>);
static_assert(!std::is_invocable_v<std::plus<>, Real, double>);
static_assert(!std::is_invocable_v<std::multiplies<>, double, Real>);
static_assert(!std::is_invocable_v<std::minus<>, Real, long>);
static_assert(std::is_nothrow_move_constructible_v<Real> && std::is_nothrow_move_assignable_v<Real>);

struct Operation {
  std::string name;
  Real (*on_balls)(const Real& a, const Real& b);
  Rational (*on_rationals)(const Rational& p, const Rational& q);
};

const Operation operations[] = {
    {"plus", [](const Real& a, const Real& b) { return a + b; },
     [](const Rational& p, const Rational& q) { return Rational(p + q); }},
    {"minus", [](const Real& a, const Real& b) { return a - b; },
     [](const Rational& p, const Rational& q) { return Rational(p - q); }},
    {"times", [](const Real& a, const Real& b) { return a * b; },
     [](const Rational& p, const Rational& q) { return Rational(p * q); }},
    {"negative", [](const Real& a, const Real&) { return -a; },
     [](const Rational& p, const Rational&) { return Rational(-p); }},
    {"sqr", [](const Real& a, const Real&) { return sqr(a); },
     [](const Rational& p, const Rational&) { return Rational(p * p); }},
    {"abs", [](const Real& a, const Real&) { return abs(a); },
     [](const Rational& p, const Rational&) { return Rational(abs(p)); }},
    {"min", [](const Real& a, const Real& b) { return min(a, b); },
     [](const Rational& p, const Rational& q) { return std::min(p, q); }},
    {"max", [](const Real& a, const Real& b) { return max(a, b); },
     [](const Rational& p, const Rational& q) { return std::max(p, q); }},
    {"add_product", [](const Real& a, const Real& b) { return Real(a).add_product(b, a); },
     [](const Rational& p, const Rational& q) { return Rational(p + q * p); }},
    {"subtract in place", [](const Real& a, const Real& b) { return Real(a) -= b; },
     [](const Rational& p, const Rational& q) { return Rational(p - q); }},
};

TEST_CASE("every operation contains what it makes of the members, whatever the precisions") {
  for (const Operation& operation : operations) {
    check_property("arb/containment/" + operation.name, [&] {
      const Real a = *reals(), b = *reals();
      const Real result = operation.on_balls(a, b);
      for (const Rational& p : members(a)) {
        for (const Rational& q : members(b)) RC_ASSERT(contains(result, operation.on_rationals(p, q)));
      }
    });
  }
}

TEST_CASE("a quotient contains the members' quotients, and is poison where the denominator may be zero") {
  check_property("arb/containment/over", [] {
    const Real a = *reals(), b = *reals();
    const Real quotient = a / b;
    RC_ASSERT(quotient.is_poisoned() == contains(b, 0));
    if (quotient.is_poisoned()) return;
    for (const Rational& p : members(a)) {
      for (const Rational& q : members(b)) RC_ASSERT(contains(quotient, p / q));
    }
  });
}

TEST_CASE("a root's ends bracket the roots of all members that have one") {
  check_property("arb/containment/sqrt", [] {
    const Real a = *reals();
    const Real root = sqrt(a);
    RC_ASSERT(root.is_poisoned() == (upper(a) < 0));
    if (root.is_poisoned()) return;
    RC_ASSERT(lower(root) >= 0);
    for (const Rational& p : members(a)) {
      if (p >= 0) RC_ASSERT(lower(root) * lower(root) <= p && p <= upper(root) * upper(root));
    }
  });
}

/// A bound of exp on one side for |x| <= 4: 60 terms, and twice the next one for all that follow.
Rational exponential(const Rational& x, int side) {
  Rational sum = 0, term = 1;
  for (int k = 1; k <= 60; ++k) {
    sum += term;
    term *= x / k;
  }
  return sum + side * 2 * abs(term);
}

/// A ball within [-4, 4].
Real small_real() {
  const Real a = *reals();
  RC_PRE(lower(a) >= -4 && upper(a) <= 4);
  return a;
}

TEST_CASE("exp contains its values, and log theirs") {
  check_property("arb/containment/exp", [] {
    const Real a = small_real();
    const Real power = exp(a);
    RC_ASSERT(lower(power) >= 0);
    for (const Rational& p : {lower(a), upper(a)}) {
      RC_ASSERT(lower(power) <= exponential(p, 1) && exponential(p, -1) <= upper(power));
    }
  });
  check_property("arb/containment/log", [] {
    const Real a = small_real();
    const Real logarithm = log(a);
    RC_ASSERT(logarithm.is_poisoned() == (lower(a) <= 0));
    if (logarithm.is_poisoned() || lower(logarithm) < -4) return;
    RC_ASSERT(exponential(lower(logarithm), -1) <= lower(a));
    RC_ASSERT(exponential(upper(logarithm), 1) >= upper(a));
  });
}

TEST_CASE("enclosures of points are as tight as their precision") {
  check_property("arb/tight", [] {
    const long bits = *rc::gen::element(53L, 113L, 256L), p = *rc::gen::inRange(1L, 1000L),
               q = *rc::gen::inRange(1L, 1000L);
    const Real third = Real::ratio(p, q, bits);
    RC_ASSERT(contains(third, Rational(p, q)));
    for (const Real& x : {third, sqrt(third), exp(third), third * third, third / 7, sqr(third), third + 1}) {
      RC_ASSERT(!x.is_poisoned());
      RC_ASSERT(radius(x) <= midpoint(x) * power_of_two(16 - bits));
    }
  });
}

TEST_CASE("small integers stay points, from either side") {
  check_property("arb/integers", [] {
    const int a = *rc::gen::inRange(-10000, 10001), b = *rc::gen::inRange(-10000, 10001);
    const Real x = Real::integer(a, 53), y = Real::exact(b, 113);
    const auto is = [](const Real& result, long expected, long bits) {
      return result.is_point() && result.precision_bits() == bits &&
             same_endpoints(result, Real::integer(expected, 53));
    };
    RC_ASSERT(is(x + y, a + b, 113) && is(x + b, a + b, 53) && is(a + y, a + b, 113));
    RC_ASSERT(is(x - y, a - b, 113) && is(x - b, a - b, 53) && is(a - y, a - b, 113));
    RC_ASSERT(is(x * y, long{a} * b, 113) && is(x * b, long{a} * b, 53) && is(a * y, long{a} * b, 113));
    RC_ASSERT(is(sqrt(sqr(x)), std::abs(a), 53) && is(abs(x), std::abs(a), 53));
    if (b == 0) return;
    RC_ASSERT(is((x * b) / b, a, 53) && is((a * y) / y, a, 113) && is((b * a) / y, a, 113));
  });
}

TEST_CASE("inputs are exact, also with more bits than the precision, and in place operations may name themselves") {
  CHECK(contains(Real::exact(0.1, 53), Rational(0.1)));
  CHECK(Real::exact(0.1, 20).is_point());
  CHECK(Real::integer(std::numeric_limits<long>::min(), 53).is_point());
  CHECK(midpoint(Real::integer(std::numeric_limits<long>::min(), 53)) == -power_of_two(63));
  CHECK_FALSE(Real::ratio(1, 3, 53).is_point());
  CHECK(Real::ratio(-6, 3, 53).is_point());
  CHECK(same_endpoints(Real(), Real::integer(0, 100)));
  CHECK(Real().precision_bits() == 53);
  Real x = Real::integer(3, 53);
  x.add_product(x, x);
  CHECK(same_endpoints(x, Real::integer(12, 53)));
  x /= x;
  CHECK(same_endpoints(x, Real::integer(1, 53)));
  x -= x;
  CHECK(same_endpoints(x, Real()));
  CHECK_THROWS_AS(Real::exact(1, 1), std::out_of_range);
  CHECK_THROWS_AS(Real::enclosing(x.get(), 0), std::out_of_range);
}

TEST_CASE("copies and moves carry number and precision") {
  Real a = Real::ratio(1, 3, 256);
  Real b = a;
  CHECK(arb_equal(a.get(), b.get()));
  CHECK(b.precision_bits() == 256);
  Real c;
  c = std::move(b);
  CHECK(arb_equal(a.get(), c.get()));
  CHECK(c.precision_bits() == 256);
  const Real& same = a;
  a = same;
  CHECK(arb_equal(a.get(), c.get()));
  CHECK((Real::integer(1, 53) + c).precision_bits() == 256);
  CHECK(Real(c).add_product(Real::integer(1, 53), Real::integer(1, 512)).precision_bits() == 512);
}

}  // namespace
}  // namespace margincert::arb_tests
