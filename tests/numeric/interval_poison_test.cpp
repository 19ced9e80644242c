#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include "operations.hpp"
#include "tests/support/property.hpp"

namespace margincert::numeric_tests {
namespace {

using testing::check_property;

using numeric::Truth;

const Precision poison_bits(113);
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("a poisoned operand poisons every operation, whatever the others are") {
  for (const Operation& op : operations()) {
    check_property("numeric/poison/" + std::string(op.name), [&] {
      Operands x = *operands(op.arity, Reach::anywhere);
      const int place = *rc::gen::inRange(0, op.arity);
      x[place] = Interval::poisoned(x[place].precision());
      RC_ASSERT(op.enclose(x).is_poisoned());
    });
  }
}

TEST_CASE("a poisoned operand poisons set operations and compound assignments") {
  check_property("numeric/poison/sets", [] {
    const Interval a = (*operands(1, Reach::anywhere)).front(), poison = Interval::poisoned(a.precision());
    RC_ASSERT((hull(a, poison).is_poisoned() && hull(poison, a).is_poisoned()));
    RC_ASSERT((intersection(a, poison).is_poisoned() && intersection(poison, a).is_poisoned()));
    for (const Interval& r : {mid(poison), rad(poison), width(poison), inf(poison), sup(poison)}) {
      RC_ASSERT(r.is_poisoned());
    }
    Interval sum = a, difference = a, product = a, quotient = a;
    RC_ASSERT((sum += poison).is_poisoned());
    RC_ASSERT((difference -= poison).is_poisoned());
    RC_ASSERT((product *= poison).is_poisoned());
    RC_ASSERT((quotient /= poison).is_poisoned());
    RC_ASSERT(((poison + 1).is_poisoned() && (0 * poison).is_poisoned() && (0 / poison).is_poisoned()));
  });
}

TEST_CASE("poison contains nothing, overlaps nothing, equals nothing and decides nothing") {
  check_property("numeric/poison/relations", [] {
    const Interval a = (*operands(1, Reach::anywhere)).front(), poison = Interval::poisoned(a.precision());
    for (const Interval& other : {a, poison}) {
      RC_ASSERT((!contains(other, poison) && !contains(poison, other)));
      RC_ASSERT((!overlap(other, poison) && !overlap(poison, other)));
      RC_ASSERT((!same_endpoints(other, poison) && !same_endpoints(poison, other)));
      RC_ASSERT((is_less(other, poison) == Truth::unknown && is_less(poison, other) == Truth::unknown));
      RC_ASSERT((is_less_equal(other, poison) == Truth::unknown && is_less_equal(poison, other) == Truth::unknown));
    }
    RC_ASSERT((is_positive(poison) == Truth::unknown && is_nonnegative(poison) == Truth::unknown));
    RC_ASSERT((!poison.is_finite() && !poison.is_point()));
  });
}

TEST_CASE("inputs that are no real number are poison") {
  for (const double x : {nan, infinity, -infinity}) CHECK(Interval::exact(x, poison_bits).is_poisoned());
  CHECK(Interval::between(nan, 1, poison_bits).is_poisoned());
  CHECK(Interval::between(0, nan, poison_bits).is_poisoned());
  CHECK(Interval::between(1, 0, poison_bits).is_poisoned());
  CHECK(Interval::between(infinity, infinity, poison_bits).is_poisoned());
  CHECK(Interval::between(-infinity, -infinity, poison_bits).is_poisoned());
  CHECK(Interval::ratio(1, 0, poison_bits).is_poisoned());
  CHECK(Interval::ratio(0, 0, poison_bits).is_poisoned());
}

TEST_CASE("an operation without a value anywhere in its operand is poison") {
  const Interval zero(poison_bits), minus = Interval::between(-2, -1, poison_bits),
                                    one = Interval::integer(1, poison_bits);
  CHECK(log(minus).is_poisoned());
  CHECK(log(zero).is_poisoned());
  CHECK(log(Interval::between(-2, 0, poison_bits)).is_poisoned());
  CHECK(sqrt(minus).is_poisoned());
  CHECK((one / zero).is_poisoned());
  CHECK((zero / zero).is_poisoned());
  CHECK((Interval::entire(poison_bits) / zero).is_poisoned());
  CHECK((one / 0).is_poisoned());
  CHECK(intersection(minus, one).is_poisoned());
}

TEST_CASE("a partial domain keeps the part where there is a value") {
  const Interval mixed = Interval::between(-4, 4, poison_bits);
  CHECK(same_endpoints(sqrt(mixed), Interval::between(0, 2, poison_bits)));
  CHECK(same_endpoints(sqrt(Interval::between(-4, 0, poison_bits)), Interval(poison_bits)));
  CHECK(mpfr_inf_p(log(mixed).lo()));
  CHECK(same_endpoints(log(Interval::between(-1, 1, poison_bits)), Interval::between(-infinity, 0, poison_bits)));
}

TEST_CASE("a double near the middle exists for unbounded intervals, and is NaN for poison") {
  CHECK(std::isnan(Interval::poisoned(poison_bits).mid_double()));
  CHECK(Interval::between(-infinity, 3, poison_bits).mid_double() == 3);
  CHECK(Interval::between(-3, infinity, poison_bits).mid_double() == -3);
}

}  // namespace
}  // namespace margincert::numeric_tests
