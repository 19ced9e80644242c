#pragma once

#include <rapidcheck.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include "arb/real.hpp"

namespace margincert::arb {

/// RapidCheck prints operands of a counterexample through this.
inline void showValue(const Real& a, std::ostream& os) {
  const std::unique_ptr<char, void (*)(void*)> text(arb_get_str(a.get(), 40, ARB_STR_MORE), flint_free);
  os << text.get() << " at " << a.precision_bits() << " bits";
}

}  // namespace margincert::arb

/// Balls as sets of exact rationals, and random ones.
namespace margincert::arb_tests {

using arb::Real;
using Rational = boost::multiprecision::cpp_rational;

inline Rational power_of_two(long exponent) {
  const Rational power(boost::multiprecision::cpp_int(1) << static_cast<unsigned>(exponent < 0 ? -exponent : exponent));
  return exponent < 0 ? Rational(1) / power : power;
}

/// The number itself; its exponent has to be moderate.
inline Rational rational(const arf_t x) {
  fmpz_t mantissa, exponent;
  fmpz_init(mantissa);
  fmpz_init(exponent);
  arf_get_fmpz_2exp(mantissa, exponent, x);
  const std::unique_ptr<char, void (*)(void*)> digits(fmpz_get_str(nullptr, 10, mantissa), flint_free);
  const Rational result = Rational(digits.get()) * power_of_two(fmpz_get_si(exponent));
  fmpz_clear(mantissa);
  fmpz_clear(exponent);
  return result;
}

inline Rational midpoint(const Real& a) { return rational(arb_midref(a.get())); }
inline Rational radius(const Real& a) {
  arf_t x;
  arf_init(x);
  arf_set_mag(x, arb_radref(a.get()));
  const Rational result = rational(x);
  arf_clear(x);
  return result;
}
inline Rational lower(const Real& a) { return midpoint(a) - radius(a); }
inline Rational upper(const Real& a) { return midpoint(a) + radius(a); }
inline bool contains(const Real& a, const Rational& x) { return !a.is_poisoned() && lower(a) <= x && x <= upper(a); }

/// Both ends, the middle, and something between.
inline std::vector<Rational> members(const Real& a) {
  return {lower(a), upper(a), midpoint(a), midpoint(a) + radius(a) / 3};
}

/// mantissa * 2^exponent, give or take radius * 2^radius_exponent; fewer bits than 31 in the radius keep it as it is.
inline Real ball(long mantissa, long exponent, unsigned long radius, long radius_exponent, long bits) {
  arb_t x;
  arb_init(x);
  arb_set_si(x, mantissa);
  arb_mul_2exp_si(x, x, exponent);
  mag_set_ui_2exp_si(arb_radref(x), radius, radius_exponent);
  const Real result = Real::enclosing(x, bits);
  arb_clear(x);
  return result;
}

/// [lo, hi] with few bits in either.
inline Real between(long lo, long hi, long bits) {
  return ball(lo + hi, -1, static_cast<unsigned long>(hi - lo), -1, bits);
}

/// Points one time in three; else balls of every relative width, around zero or not, with more bits than their
/// precision or fewer.
inline rc::Gen<Real> reals() {
  const auto mantissas = rc::gen::oneOf(rc::gen::inRange<long>(-20, 21), rc::gen::arbitrary<long>());
  const auto radii =
      rc::gen::weightedOneOf<unsigned long>({{1, rc::gen::just(0UL)}, {2, rc::gen::inRange(1UL, 1UL << 29)}});
  const auto parts = rc::gen::tuple(mantissas, rc::gen::inRange(-70L, 10L), radii, rc::gen::inRange(-150L, 10L),
                                    rc::gen::element(40L, 53L, 64L, 113L, 256L));
  return rc::gen::map(parts, [](const std::tuple<long, long, unsigned long, long, long>& recipe) {
    const auto& [mantissa, exponent, radius, radius_exponent, bits] = recipe;
    return ball(mantissa, exponent, radius, radius_exponent, bits);
  });
}

}  // namespace margincert::arb_tests
