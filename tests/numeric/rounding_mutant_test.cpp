#include <doctest/doctest.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <array>
#include <string>

#include "operations.hpp"

// The containment procedure has to be able to fail: each mutant here is wrong by one unit in the last place, as an
// interval library that rounds to nearest would be, and has to be caught by the very procedure that passes the real
// one.

namespace margincert::numeric_tests {
namespace {

Interval rounded_to_nearest(const Interval& fine, Precision precision) {
  Number lo(precision.bits()), hi(precision.bits());
  mpfr_set(lo, fine.lo(), MPFR_RNDN);
  mpfr_set(hi, fine.hi(), MPFR_RNDN);
  return Interval::outward(lo, hi, precision);
}

/// The real operation's bounds at 200 more bits, rounded to nearest: two roundings that are not one outward rounding.
Interval nearest_mutant(const Operation& op, const Operands& x) {
  const Precision precision = precision_of(x);
  return rounded_to_nearest(op.enclose(at_precision(x, Precision(precision.bits() + 200))), precision);
}

/// A product of two sign-mixed factors that compares only one pair of corners.
Interval one_corner_product(const Operation&, const Operands& x) {
  const Interval lo = inf(x[0]) * sup(x[1]), hi = inf(x[0]) * inf(x[1]);
  return Interval::outward(lo.lo(), hi.hi(), lo.precision());
}

/// An exponential that forgets the number above when a point's value was rounded down.
Interval one_sided_exp(const Operation& op, const Operands& x) {
  const Interval true_enclosure = op.enclose(x);
  return x[0].is_point() ? inf(true_enclosure) : true_enclosure;
}

/// A sum with both bounds rounded towards zero.
Interval truncated_sum(const Operation&, const Operands& x) {
  Number lo(precision_of(x).bits()), hi(precision_of(x).bits());
  mpfr_add(lo, x[0].lo(), x[1].lo(), MPFR_RNDZ);
  mpfr_add(hi, x[0].hi(), x[1].hi(), MPFR_RNDZ);
  return Interval::outward(lo, hi, precision_of(x));
}

using Mutant = Interval (*)(const Operation& op, const Operands& x);
using Filter = bool (*)(const Operands& x);

bool any_operands(const Operands&) { return true; }
bool both_straddle_zero(const Operands& x) {
  const auto straddles = [](const Interval& a) { return mpfr_sgn(a.lo()) < 0 && mpfr_sgn(a.hi()) > 0; };
  return straddles(x[0]) && straddles(x[1]);
}

/// Runs the containment procedure over the random operands of the real tests, quietly, with a fixed seed.
rc::detail::TestResult hunt(const Operation& op, Mutant mutant, Filter filter) {
  rc::detail::TestParams parameters;
  parameters.seed = 20240229;
  parameters.maxDiscardRatio = 100;
  rc::detail::TestMetadata metadata;
  metadata.id = "numeric/mutant/" + std::string(op.name);
  const auto property = rc::detail::toProperty([&] {
    const Operands x = *operands(op.arity, Reach::moderate);
    RC_PRE(precision_of(x).bits() + 200 <= Precision::maximum && filter(x));
    const Interval enclosure = mutant(op, x);
    RC_PRE(!enclosure.is_poisoned());
    if (const auto violation = containment_violation(op, x, enclosure)) RC_FAIL(*violation);
  });
  rc::detail::TestListenerAdapter silent;
  return rc::detail::checkProperty(property, metadata, parameters, silent, {});
}

void check_caught(const rc::detail::TestResult& result, std::string_view what) {
  rc::detail::FailureResult failure;
  CHECK_MESSAGE(result.match(failure), what << " passed the containment test");
  CHECK_MESSAGE(failure.description.find("leaves out its value") != std::string::npos, what << " failed otherwise");
}

TEST_CASE("operations rounded to nearest are caught by the containment test") {
  constexpr std::array inexact{"add", "sub", "mul", "div", "sqr", "sqrt", "exp", "log", "fma", "add_product", "dot"};
  for (const char* name : inexact) check_caught(hunt(operation(name), nearest_mutant, any_operands), name);
}

TEST_CASE("a product that forgets a corner, a one-sided exp and a truncated sum are caught by the containment test") {
  check_caught(hunt(operation("mul"), one_corner_product, both_straddle_zero), "a product without its second corners");
  check_caught(hunt(operation("exp"), one_sided_exp, any_operands), "a one-sided exp");
  check_caught(hunt(operation("add"), truncated_sum, any_operands), "a truncated sum");
}

TEST_CASE("the real operations pass where the mutants are caught") {
  for (const Operation& op : operations()) {
    const auto result = hunt(
        op, [](const Operation& real, const Operands& x) { return real.enclose(x); }, any_operands);
    CHECK_MESSAGE(result.is<rc::detail::SuccessResult>(), op.name << " does not pass");
  }
}

}  // namespace
}  // namespace margincert::numeric_tests
