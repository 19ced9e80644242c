#include <doctest/doctest.h>

#include "tests/arb/rationals.hpp"
#include "tests/support/property.hpp"

namespace margincert::arb_tests {
namespace {

using numeric::Truth;
using testing::check_property;

Truth decided(bool yes, bool no) { return yes ? Truth::yes : no ? Truth::no : Truth::unknown; }

TEST_CASE("relations answer exactly where all members agree") {
  check_property("arb/relations", [] {
    const Real a = *reals();
    const Real b = *rc::gen::oneOf(reals(), rc::gen::just(a), rc::gen::just(a + 1));
    const Rational a_lo = lower(a), a_hi = upper(a), b_lo = lower(b), b_hi = upper(b);
    RC_ASSERT(is_less(a, b) == decided(a_hi < b_lo, a_lo >= b_hi));
    RC_ASSERT(is_less_equal(a, b) == decided(a_hi <= b_lo, a_lo > b_hi));
    RC_ASSERT(is_positive(a) == decided(a_lo > 0, a_hi <= 0));
    RC_ASSERT(is_nonnegative(a) == decided(a_lo >= 0, a_hi < 0));
    RC_ASSERT(same_endpoints(a, b) == (a_lo == a_hi && b_lo == b_hi && a_lo == b_lo));
    RC_ASSERT(a.is_point() == (a_lo == a_hi));
  });
}

TEST_CASE("less is yes, no or unknown as the balls lie") {
  const auto span = [](long lo, long hi) { return between(lo, hi, 53); };
  CHECK(is_less(span(0, 1), span(2, 3)) == Truth::yes);
  CHECK(is_less(span(0, 2), span(1, 3)) == Truth::unknown);
  CHECK(is_less(span(0, 1), span(1, 2)) == Truth::unknown);
  CHECK(is_less(span(1, 2), span(0, 1)) == Truth::no);
  CHECK(is_less(span(1, 1), span(1, 1)) == Truth::no);
  CHECK(is_less_equal(span(0, 1), span(1, 2)) == Truth::yes);
  CHECK(is_less_equal(span(1, 2), span(0, 1)) == Truth::unknown);
  CHECK(is_less_equal(span(1, 1), span(1, 1)) == Truth::yes);
  CHECK(is_less_equal(span(2, 3), span(0, 1)) == Truth::no);
}

TEST_CASE("a ball says nothing about itself unless it is a point") {
  const Real wide = between(0, 2, 53), point = between(1, 1, 53);
  CHECK(is_less(wide, wide) == Truth::unknown);
  CHECK(is_less_equal(wide, wide) == Truth::unknown);
  CHECK_FALSE(same_endpoints(wide, wide));
  CHECK(same_endpoints(point, point));
  CHECK(same_endpoints(point, Real::integer(1, 256)));
}

TEST_CASE("zero is non-negative and not positive; squares, roots, powers and absolute values are never negative") {
  CHECK(is_positive(Real()) == Truth::no);
  CHECK(is_nonnegative(Real()) == Truth::yes);
  CHECK(is_positive(between(0, 1, 53)) == Truth::unknown);
  CHECK(is_nonnegative(between(0, 1, 53)) == Truth::yes);
  CHECK(is_nonnegative(between(-1, 0, 53)) == Truth::unknown);
  CHECK(is_nonnegative(between(-2, -1, 53)) == Truth::no);
  for (const Real& x : {between(-1, 4, 53), between(-4, 1, 53), between(0, 1000, 53), between(1, 100, 53)}) {
    for (const Real& y : {sqr(x), sqrt(x), exp(x), abs(x)}) CHECK(is_nonnegative(y) == Truth::yes);
  }
}

}  // namespace
}  // namespace margincert::arb_tests
