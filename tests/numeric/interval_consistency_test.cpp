#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "operations.hpp"
#include "tests/support/property.hpp"

namespace margincert::numeric_tests {
namespace {

using testing::check_property;

TEST_CASE("the same operands at a higher precision give an overlapping enclosure, nested where one rounding is made") {
  for (const Operation& op : operations()) {
    check_property("numeric/two-precisions/" + std::string(op.name), [&] {
      const Operands x = *operands(op.arity, Reach::anywhere);
      const Interval coarse = op.enclose(x);
      const int bits = *rc::gen::inRange(coarse.precision().bits(), Precision::maximum + 1);
      const Interval fine = op.enclose(at_precision(x, Precision(bits)));
      RC_ASSERT(coarse.is_poisoned() == fine.is_poisoned());
      if (coarse.is_poisoned()) return;
      RC_ASSERT(fine.precision().bits() == bits);
      RC_ASSERT(overlap(coarse, fine));
      if (op.rounding == Rounding::once) RC_ASSERT(contains(coarse, fine));
    });
  }
}

TEST_CASE("one fused rounding lies within a product and a sum") {
  check_property("numeric/two-algorithms/fma", [] {
    const Operands x = *operands(3, Reach::anywhere);
    RC_ASSERT(contains(x[0] * x[1] + x[2], fma(x[0], x[1], x[2])));
  });
}

TEST_CASE("adding a product in place is the product and the sum") {
  check_property("numeric/two-algorithms/add_product", [] {
    const Operands x = *operands(3, Reach::anywhere);
    Interval sum = x[0];
    sum.add_product(x[1], x[2]);
    const Interval separate = x[0] + x[1] * x[2];
    RC_ASSERT(contains(separate, sum));  // in place, the product is kept at the sum's precision when that is larger
    const bool one_precision = x[0].precision() == x[1].precision() && x[0].precision() == x[2].precision();
    if (one_precision) RC_ASSERT(same_endpoints(sum, separate));
  });
}

/// a op= b, as a new value.
template <typename Assign>
Interval assigned(Interval a, const Interval& b, Assign assign) {
  assign(a, b);
  return a;
}

bool same(const Interval& a, const Interval& b) {
  return a.precision() == b.precision() && (a.is_poisoned() ? b.is_poisoned() : same_endpoints(a, b));
}

TEST_CASE("compound assignments equal their operators, and carry the larger precision") {
  check_property("numeric/two-algorithms/compound", [] {
    const Interval a = *intervals(*precisions(), Reach::anywhere), b = *intervals(*precisions(), Reach::anywhere);
    RC_ASSERT((a + b).precision() == std::max(a.precision(), b.precision()));
    RC_ASSERT(same(assigned(a, b, [](Interval& x, const Interval& y) { x += y; }), a + b));
    RC_ASSERT(same(assigned(a, b, [](Interval& x, const Interval& y) { x -= y; }), a - b));
    RC_ASSERT(same(assigned(a, b, [](Interval& x, const Interval& y) { x *= y; }), a * b));
    RC_ASSERT(same(assigned(a, b, [](Interval& x, const Interval& y) { x /= y; }), a / b));
  });
}

TEST_CASE("an inner product overlaps the sum of products from the other end") {
  check_property("numeric/two-algorithms/dot", [] {
    const int length = *rc::gen::inRange(1, 12);
    const Operands x = *operands(2 * length, Reach::anywhere);
    Interval sum(x[0].precision());
    for (int i = length - 1; i >= 0; --i) sum = fma(x[i], x[length + i], sum);
    RC_ASSERT(overlap(dot(std::span(x).first(length), std::span(x).last(length)), sum));
  });
}

TEST_CASE("subtraction, quotient, square and root agree with their other formulas") {
  check_property("numeric/two-algorithms/arithmetic", [] {
    const Operands x = *operands(2, Reach::anywhere);
    const Interval &a = x[0], &b = x[1];
    RC_ASSERT(same_endpoints(a - b, a + -b));
    RC_ASSERT(contains(a * a, sqr(a)));
    RC_ASSERT(contains(sqrt(sqr(a)), abs(a)));
    RC_ASSERT(same_endpoints(sqr(abs(a)), sqr(a)));
    RC_ASSERT(contains(abs(a), intersection(max(a, -a), abs(a))));
    RC_ASSERT(contains(max(a, -a), abs(a)));
    RC_ASSERT(same_endpoints(max(a, b), -min(-a, -b)));
    const Interval quotient = a / b;
    if (!quotient.is_poisoned()) RC_ASSERT(overlap(quotient, a * (1 / b)));
  });
}

TEST_CASE("exp turns sums into products, and log turns them back") {
  check_property("numeric/functional-equation/exp", [] {
    const Operands x = *operands(2, Reach::moderate);
    RC_ASSERT(overlap(exp(x[0]) * exp(x[1]), exp(x[0] + x[1])));
    RC_ASSERT(overlap(exp(x[0]) * exp(-x[0]), Interval::integer(1, x[0].precision())));
    RC_ASSERT(contains(log(exp(x[0])), x[0]));
  });
  check_property("numeric/functional-equation/log", [] {
    const Operands x = *operands(2, Reach::moderate);
    const Interval a = abs(x[0]) + 1, b = abs(x[1]) + 1;
    RC_ASSERT(overlap(log(a * b), log(a) + log(b)));
    RC_ASSERT(contains(exp(log(a)), a));
  });
}

/// A random interval within `outer`: two of its members, in order.
Interval random_subset(const Interval& outer) {
  const std::vector<Ball> inside = members(outer);
  const auto pick = [&] { return inside[*rc::gen::inRange<std::size_t>(0, inside.size())]; };
  const Ball a = pick(), b = pick();
  const bool ordered = arb_le(a, b) != 0;
  const mpfr_prec_t bits = outer.precision().bits();
  Number lo(bits), hi(bits);
  arf_get_mpfr(lo, arb_midref(static_cast<arb_srcptr>(ordered ? a : b)), MPFR_RNDN);
  arf_get_mpfr(hi, arb_midref(static_cast<arb_srcptr>(ordered ? b : a)), MPFR_RNDN);
  return Interval::outward(lo, hi, outer.precision());
}

/// Both bounds moved outward by `steps` numbers of the precision.
Interval loosened(const Interval& a, int steps) {
  Number lo(a.precision().bits()), hi(a.precision().bits());
  mpfr_set(lo, a.lo(), MPFR_RNDN);
  mpfr_set(hi, a.hi(), MPFR_RNDN);
  for (int i = 0; i < steps; ++i) {
    mpfr_nextbelow(lo);
    mpfr_nextabove(hi);
  }
  return Interval::outward(lo, hi, a.precision());
}

TEST_CASE("every operation is monotone in its input set") {
  for (const Operation& op : operations()) {
    // exp bounds thin intervals by a growth factor and wide ones by a second exponential: sound both ways, but the thin
    // one may stick out by the few units that the accuracy test limits.
    const int steps = op.name == "exp" ? 5 : 0;
    check_property("numeric/monotone/" + std::string(op.name), [&] {
      const Operands outer = *operands(op.arity, Reach::anywhere);
      Operands inner;
      for (const Interval& operand : outer) inner.push_back(random_subset(operand));
      const Interval enclosure = op.enclose(inner);
      if (enclosure.is_poisoned()) return;
      RC_ASSERT(contains(loosened(op.enclose(outer), steps), enclosure));
    });
  }
}

}  // namespace
}  // namespace margincert::numeric_tests
