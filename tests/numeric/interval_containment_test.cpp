#include <doctest/doctest.h>

#include <string>

#include "operations.hpp"
#include "tests/support/property.hpp"

// Rounding faults show at random operands held against far more precision; published vectors miss most of them.

namespace margincert::numeric_tests {
namespace {

using testing::check_property;

void check_containment(const Operation& op, Reach reach, const std::string& id) {
  check_property(id, [&] {
    const Operands x = *operands(op.arity, reach);
    const auto violation = containment_violation(op, x);
    if (violation) RC_FAIL(*violation);
  });
}

TEST_CASE("every operation contains the values at moderate operands") {
  for (const Operation& op : operations()) {
    check_containment(op, Reach::moderate, "numeric/containment/moderate/" + std::string(op.name));
  }
}

TEST_CASE("every operation contains the values at unbounded operands and at the ends of the exponent range") {
  for (const Operation& op : operations()) {
    check_containment(op, Reach::anywhere, "numeric/containment/anywhere/" + std::string(op.name));
  }
}

TEST_CASE("exp contains its values where it bounds thin intervals by a growth factor") {
  check_property("numeric/containment/thin/exp", [] {
    // Many a case: most of them have slack in the factor that hides a product rounded the wrong way.
    for (const Interval& x : *rc::gen::container<Operands>(20, thin_intervals(*precisions()))) {
      const auto violation = containment_violation(operation("exp"), {x});
      if (violation) RC_FAIL(*violation);
    }
  });
}

TEST_CASE("arithmetic on small integers is exact: the enclosure is the rational's point") {
  check_property("numeric/containment/integers", [] {
    const Precision precision = *precisions();
    const int a = *rc::gen::inRange(-10000, 10000), b = *rc::gen::inRange(-10000, 10000);
    const Interval x = Interval::integer(a, precision), y = Interval::exact(b, precision);
    RC_ASSERT(same_endpoints(x + y, Interval::integer(a + b, precision)));
    RC_ASSERT(same_endpoints(x - b, Interval::integer(a - b, precision)));
    RC_ASSERT(same_endpoints(a - y, Interval::integer(a - b, precision)));
    RC_ASSERT(same_endpoints(a * y, Interval::integer(long{a} * b, precision)));
    RC_ASSERT(same_endpoints(fma(x, y, x), Interval::integer(long{a} * b + a, precision)));
    RC_ASSERT(same_endpoints(sqrt(sqr(x)), abs(x)));
  });
}

TEST_CASE("a ratio of integers is enclosed to the last bit") {
  check_property("numeric/containment/ratio", [] {
    const Precision precision = *precisions();
    const int a = *rc::gen::inRange(-100000, 100000), b = *rc::gen::inRange(1, 100000);
    const Interval quotient = Interval::ratio(a, b, precision);
    // lo <= a/b <= hi, in integers once both sides are multiplied by b; 17 bits more keep the products exact
    Number product(precision.bits() + 17);
    mpfr_mul_si(product, quotient.lo(), b, MPFR_RNDN);
    RC_ASSERT(mpfr_cmp_si(static_cast<mpfr_srcptr>(product), a) <= 0);
    mpfr_mul_si(product, quotient.hi(), b, MPFR_RNDN);
    RC_ASSERT(mpfr_cmp_si(static_cast<mpfr_srcptr>(product), a) >= 0);
    Number next(precision.bits());
    mpfr_set(next, quotient.lo(), MPFR_RNDN);
    mpfr_nextabove(next);
    RC_ASSERT((quotient.is_point() || mpfr_equal_p(static_cast<mpfr_srcptr>(next), quotient.hi())));
    RC_ASSERT(same_endpoints(a / Interval::integer(b, precision), quotient));
    RC_ASSERT(same_endpoints(Interval::integer(a, precision) / b, quotient));
  });
}

}  // namespace
}  // namespace margincert::numeric_tests
