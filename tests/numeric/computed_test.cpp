#include <doctest/doctest.h>
#include <mpfr.h>

#include <bit>
#include <cfloat>
#include <cmath>
#include <cstdint>
#include <limits>

#include "numeric/computed.hpp"
#include "tests/support/property.hpp"

namespace margincert::numeric_tests {
namespace {

using numeric::Computed;

/// Any finite binary64 by its bits: subnormals, both zeros and the largest among them.
double any_double() {
  const auto bits = *rc::gen::arbitrary<std::uint64_t>();
  const auto x = std::bit_cast<double>(bits);
  return std::isfinite(x) ? x : std::bit_cast<double>(bits & 0x800fffffffffffff);
}

/// A number near 1, where sums round and cancel.
double moderate() {
  return std::ldexp(static_cast<double>(*rc::gen::inRange<std::int64_t>(-(1LL << 53), 1LL << 53)),
                    *rc::gen::inRange(-56, -50));
}

double drawn() { return *rc::gen::inRange(0, 4) == 0 ? any_double() : moderate(); }

Computed around(double a, double b) { return Computed::between(std::fmin(a, b), std::fmax(a, b)); }

/// fl(a o b) by MPFR: 2200 bits hold every sum and product exactly, and mpfr_get_d then rounds once, subnormals too.
/// A quotient at that length is rounded to the right side of every tie, as no quotient of binary64s comes near one.
template <class Operation>
double correctly_rounded(double a, double b, Operation operation) {
  mpfr_t x, y;
  mpfr_init2(x, 2200), mpfr_init2(y, 2200);
  mpfr_set_d(x, a, MPFR_RNDN), mpfr_set_d(y, b, MPFR_RNDN);
  operation(x, x, y, MPFR_RNDN);
  const double result = mpfr_get_d(x, MPFR_RNDN);
  mpfr_clear(x), mpfr_clear(y);
  return result;
}

/// Poison where the correct rounding overflows or does not exist, else the point.
void require_rounding_of(const Computed& result, double correct) {
  if (std::isfinite(correct)) {
    RC_ASSERT(result.is_point());
    RC_ASSERT(result.contains(correct));
  } else {
    RC_ASSERT(result.is_poisoned());
  }
}

TEST_CASE("on points the four operations are correctly rounded ones") {
  testing::check_property("computed/correctly-rounded", [] {
    const double a = drawn(), b = drawn();
    require_rounding_of(Computed(a) + Computed(b), correctly_rounded(a, b, mpfr_add));
    require_rounding_of(Computed(a) - Computed(b), correctly_rounded(a, b, mpfr_sub));
    require_rounding_of(Computed(a) * Computed(b), correctly_rounded(a, b, mpfr_mul));
    require_rounding_of(Computed(a) / Computed(b), b == 0 ? NAN : correctly_rounded(a, b, mpfr_div));
  });
}

TEST_CASE("what a program computes from operands inside is inside, or there is poison") {
  testing::check_property("computed/inclusion", [] {
    const double a = drawn(), b = drawn();
    const Computed A = around(a, drawn()), B = around(b, drawn());
    const auto encloses = [](const Computed& result, double computed) {
      return result.is_poisoned() || result.contains(computed);
    };
    RC_ASSERT(encloses(A + B, a + b));
    RC_ASSERT(encloses(A - B, a - b));
    RC_ASSERT(encloses(A * B, a * b));
    RC_ASSERT(encloses(A / B, a / b));
    RC_ASSERT(encloses(-A, -a));
    RC_ASSERT(encloses(greater(A, B), std::fmax(a, b)));
    RC_ASSERT(encloses(hull(A, B), a));
    RC_ASSERT(encloses(hull(A, B), b));
    RC_ASSERT(encloses(exp(A), std::exp(a)));
  });
}

TEST_CASE("the exponential allows two units in the last place, and not four") {
  testing::check_property("computed/exponential", [] {
    const double x = static_cast<double>(*rc::gen::inRange<std::int64_t>(-(1LL << 40), 1LL << 40)) * 0x1p-31;
    mpfr_t exact;
    mpfr_init2(exact, 53);
    mpfr_set_d(exact, x, MPFR_RNDN);
    mpfr_exp(exact, exact, MPFR_RNDN);
    const double nearest = mpfr_get_d(exact, MPFR_RNDN);
    mpfr_clear(exact);
    const double up = std::nextafter(nearest, HUGE_VAL), down = std::nextafter(nearest, 0);
    RC_ASSERT(exp(Computed(x)).contains(nearest));
    RC_ASSERT(exp(Computed(x)).contains(up));
    RC_ASSERT(exp(Computed(x)).contains(down));
    RC_ASSERT(exp(Computed(x)).contains(std::exp(x)));
    RC_ASSERT(!exp(Computed(x)).contains(nearest + 4 * (up - nearest)));
    RC_ASSERT(!exp(Computed(x)).contains(nearest - 4 * (up - nearest)));
    RC_ASSERT(!exp(Computed(x)).contains(static_cast<double>(static_cast<float>(nearest) * 1.0000001f)));
  });
}

TEST_CASE("underflow is enclosed, overflow is poison") {
  const Computed tiny(DBL_MIN);
  CHECK((tiny * Computed(0x1p-30)).contains(DBL_MIN * 0x1p-30));
  CHECK((tiny * tiny).contains(0));
  CHECK(exp(Computed(-745)).contains(std::exp(-745.0)));
  CHECK(exp(Computed(-1e300)).contains(0));
  CHECK((Computed(DBL_MAX) + Computed(DBL_MAX)).is_poisoned());
  CHECK((Computed(DBL_MAX) * Computed(2)).is_poisoned());
  CHECK(exp(Computed(710)).is_poisoned());
  CHECK((Computed(1) / Computed::between(-1, 1)).is_poisoned());
  CHECK(Computed(HUGE_VAL).is_poisoned());
  CHECK((Computed(NAN) * Computed(0)).is_poisoned());
  CHECK(exp(Computed(NAN)).is_poisoned());
  CHECK(!Computed(NAN).contains(0));
}

}  // namespace
}  // namespace margincert::numeric_tests
