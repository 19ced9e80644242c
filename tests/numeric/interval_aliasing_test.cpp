#include <doctest/doctest.h>

#include <string>

#include "operations.hpp"
#include "tests/support/property.hpp"

namespace margincert::numeric_tests {
namespace {

using testing::check_property;

template <typename InPlace>
Interval after(Interval value, InPlace in_place) {
  in_place(value);
  return value;
}

/// Operands of their own storage, so that nothing is shared by accident.
struct Copies {
  Interval a, b, c;
  explicit Copies(const Interval& x) : a(x), b(x), c(x) {}
};

TEST_CASE("compound assignments read their operand before they write it") {
  check_property("numeric/aliasing/compound", [] {
    const Interval x = (*operands(1, Reach::anywhere)).front();
    const Copies copy(x);
    RC_ASSERT(same_endpoints(after(x, [](Interval& a) { a += a; }), copy.a + copy.b));
    RC_ASSERT(same_endpoints(after(x, [](Interval& a) { a -= a; }), copy.a - copy.b));
    RC_ASSERT(same_endpoints(after(x, [](Interval& a) { a *= a; }), copy.a * copy.b));
    const Interval quotient = after(x, [](Interval& a) { a /= a; });
    const Interval expected = copy.a / copy.b;
    RC_ASSERT((quotient.is_poisoned() ? expected.is_poisoned() : same_endpoints(quotient, expected)));
  });
}

TEST_CASE("adding a product reads all three operands before it writes") {
  check_property("numeric/aliasing/add_product", [] {
    const Operands x = *operands(2, Reach::anywhere);
    const Copies a(x[0]), b(x[1]);
    const auto expected = [](Interval sum, const Interval& u, const Interval& v) { return sum.add_product(u, v); };
    RC_ASSERT(same_endpoints(after(x[0], [](Interval& s) { s.add_product(s, s); }), expected(a.a, a.b, a.c)));
    RC_ASSERT(same_endpoints(after(x[0], [&](Interval& s) { s.add_product(s, x[1]); }), expected(a.a, a.b, b.a)));
    RC_ASSERT(same_endpoints(after(x[0], [&](Interval& s) { s.add_product(x[1], s); }), expected(a.a, b.a, a.b)));
    RC_ASSERT(same_endpoints(after(x[0], [&](Interval& s) { s.add_product(x[1], x[1]); }), expected(a.a, b.a, b.b)));
  });
}

TEST_CASE("a result assigned to one of its operands is the result") {
  for (const Operation& op : operations()) {
    check_property("numeric/aliasing/assign/" + std::string(op.name), [&] {
      Operands x = *operands(op.arity, Reach::anywhere);
      const Operands before = x;
      x.back() = op.enclose(x);
      const Interval expected = op.enclose(before);
      RC_ASSERT((expected.is_poisoned() ? x.back().is_poisoned() : same_endpoints(x.back(), expected)));
    });
  }
}

TEST_CASE("an operation on one object for all operands equals the operation on copies") {
  check_property("numeric/aliasing/shared", [] {
    const Interval x = (*operands(1, Reach::anywhere)).front();
    const Copies copy(x);
    RC_ASSERT(same_endpoints(x - x, copy.a - copy.b));
    RC_ASSERT(same_endpoints(fma(x, x, x), fma(copy.a, copy.b, copy.c)));
    RC_ASSERT(same_endpoints(hull(x, x), x));
    RC_ASSERT(same_endpoints(intersection(x, x), x));
    RC_ASSERT(same_endpoints(min(x, x), x));
    RC_ASSERT(same_endpoints(max(x, x), x));
    const std::span<const Interval> self(&x, 1);
    RC_ASSERT(same_endpoints(dot(self, self), copy.a * copy.b));
  });
}

TEST_CASE("assigning an interval to itself, and copies of other precisions, keep every bit") {
  check_property("numeric/aliasing/copy", [] {
    const Operands x = *operands(1, Reach::anywhere);
    Interval a = x[0];
    Interval& self = a;
    a = self;
    RC_ASSERT(same_endpoints(a, x[0]));
    Interval reused = Interval::entire(*precisions());
    reused = a;
    RC_ASSERT(same_endpoints(reused, x[0]));
    RC_ASSERT(reused.precision() == x[0].precision());
    a = Interval::integer(7, a.precision());
    RC_ASSERT(same_endpoints(reused, x[0]));
  });
}

}  // namespace
}  // namespace margincert::numeric_tests
