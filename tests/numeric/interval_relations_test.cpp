#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <limits>

#include "operations.hpp"
#include "tests/support/property.hpp"

namespace margincert::numeric_tests {
namespace {

using testing::check_property;

using numeric::Truth;

Interval span(double lo, double hi) { return Interval::between(lo, hi, Precision(53)); }

TEST_CASE("less is yes, no or unknown as the enclosures lie") {
  CHECK(is_less(span(0, 1), span(2, 3)) == Truth::yes);
  CHECK(is_less(span(2, 3), span(0, 1)) == Truth::no);
  CHECK(is_less(span(0, 2), span(1, 3)) == Truth::unknown);
  CHECK(is_less(span(0, 1), span(1, 2)) == Truth::unknown);
  CHECK(is_less(span(1, 2), span(0, 1)) == Truth::no);
  CHECK(is_less(span(1, 1), span(1, 1)) == Truth::no);
  CHECK(is_less_equal(span(0, 1), span(1, 2)) == Truth::yes);
  CHECK(is_less_equal(span(1, 2), span(0, 1)) == Truth::unknown);
  CHECK(is_less_equal(span(1, 2), span(0, 0.5)) == Truth::no);
  CHECK(is_less_equal(span(1, 1), span(1, 1)) == Truth::yes);
  CHECK(is_less(span(-infinity, 1), span(2, infinity)) == Truth::yes);
  CHECK(is_less(span(-infinity, infinity), span(2, 3)) == Truth::unknown);
}

TEST_CASE("signs are yes, no or unknown, and zero is non-negative but not positive") {
  CHECK(is_positive(span(1, 2)) == Truth::yes);
  CHECK(is_positive(span(0, 0)) == Truth::no);
  CHECK(is_positive(span(0, 1)) == Truth::unknown);
  CHECK(is_positive(span(-1, 0)) == Truth::no);
  CHECK(is_nonnegative(span(0, 1)) == Truth::yes);
  CHECK(is_nonnegative(span(-1, 0)) == Truth::unknown);
  CHECK(is_nonnegative(span(-2, -1)) == Truth::no);
  CHECK(is_nonnegative(span(-infinity, infinity)) == Truth::unknown);
}

bool some_member(const Interval& a, const Interval& b, bool (*relation)(const Ball&, const Ball&)) {
  const std::vector<Ball> as = members(a), bs = members(b);
  return std::ranges::any_of(
      as, [&](const Ball& x) { return std::ranges::any_of(bs, [&](const Ball& y) { return relation(x, y); }); });
}

bool less(const Ball& x, const Ball& y) { return arb_lt(x, y) != 0; }
bool not_less(const Ball& x, const Ball& y) { return arb_ge(x, y) != 0; }

TEST_CASE("an answer about the enclosures holds for their members") {
  check_property("numeric/relations/sound", [] {
    const Operands x = *operands(2, Reach::anywhere);
    const Truth answer = is_less(x[0], x[1]);
    RC_ASSERT((answer != Truth::yes || !some_member(x[0], x[1], not_less)));
    RC_ASSERT((answer != Truth::no || !some_member(x[0], x[1], less)));
  });
}

TEST_CASE("unknown is said of bounded enclosures only when both answers occur") {
  check_property("numeric/relations/sharp", [] {
    const Operands x = *operands(2, Reach::moderate);
    const bool can_hold = some_member(x[0], x[1], less), can_fail = some_member(x[0], x[1], not_less);
    RC_ASSERT((is_less(x[0], x[1]) == Truth::unknown) == (can_hold && can_fail));
  });
}

TEST_CASE("the relations mirror each other") {
  check_property("numeric/relations/mirror", [] {
    const Operands x = *operands(2, Reach::anywhere);
    RC_ASSERT(is_less(x[0], x[1]) == !is_less_equal(x[1], x[0]));
    RC_ASSERT((is_less(x[0], x[1]) | is_less_equal(x[0], x[1])) == is_less_equal(x[0], x[1]));
    const Interval zero(x[0].precision());
    RC_ASSERT(is_positive(x[0]) == is_less(zero, x[0]));
    RC_ASSERT(is_nonnegative(x[0]) == is_less_equal(zero, x[0]));
    RC_ASSERT(is_less(x[0], x[1]) == is_less(-x[1], -x[0]));
  });
}

TEST_CASE("an answer does not change when the operands narrow, unless it was unknown") {
  check_property("numeric/relations/refinement", [] {
    const Operands x = *operands(3, Reach::anywhere);
    const Truth narrow = is_less(x[0], x[1]), wide = is_less(hull(x[0], x[2]), x[1]);
    RC_ASSERT((wide == Truth::unknown || wide == narrow));
  });
}

TEST_CASE("three-valued and, or and not follow the order no, unknown, yes") {
  constexpr std::array all{Truth::no, Truth::unknown, Truth::yes};
  for (const Truth a : all) {
    CHECK(!!a == a);
    CHECK((a & Truth::no) == Truth::no);
    CHECK((a & Truth::yes) == a);
    CHECK((a | Truth::yes) == Truth::yes);
    CHECK((a | Truth::no) == a);
    for (const Truth b : all) {
      CHECK((a & b) == (b & a));
      CHECK((a | b) == (b | a));
      CHECK(!(a & b) == ((!a) | (!b)));
    }
  }
  CHECK((Truth::unknown & Truth::unknown) == Truth::unknown);
  CHECK(numeric::truth(true) == Truth::yes);
  CHECK(numeric::truth(false) == Truth::no);
}

}  // namespace
}  // namespace margincert::numeric_tests
