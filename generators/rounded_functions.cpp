#include "generators/rounded_functions.hpp"

#include <mpfr.h>

#include <cfloat>
#include <cmath>

namespace margincert::generators {
namespace {

constexpr unsigned long degrees_per_turn = 360;

/// f(result, x): one correctly rounded MPFR call on a binary64.
template <class F>
double rounded(double x, F f) {
  MPFR_DECL_INIT(argument, 53);
  MPFR_DECL_INIT(result, 53);
  mpfr_set_d(argument, x, MPFR_RNDN);
  f(result, argument);
  return mpfr_get_d(result, MPFR_RNDN);
}

}  // namespace

double rounded_log(double x) {
#if LDBL_MANT_DIG == 64
  // With eleven bits to spare a logarithm is nearly never near enough to a midpoint for its last bits to matter. What
  // is taken for granted is a relative error below 2^-60, sixteen units of the extended format's last place.
  const long double near = std::log(static_cast<long double>(x)), doubt = near * 0x1p-60L;
  const double one = static_cast<double>(near - doubt), other = static_cast<double>(near + doubt);
  if (one == other) return one;
#endif
  return rounded(x, [](mpfr_ptr result, mpfr_srcptr argument) { mpfr_log(result, argument, MPFR_RNDN); });
}

double rounded_cos_degrees(double degrees) {
  return rounded(
      degrees, [](mpfr_ptr result, mpfr_srcptr argument) { mpfr_cosu(result, argument, degrees_per_turn, MPFR_RNDN); });
}

double rounded_sin_degrees(double degrees) {
  return rounded(
      degrees, [](mpfr_ptr result, mpfr_srcptr argument) { mpfr_sinu(result, argument, degrees_per_turn, MPFR_RNDN); });
}

double rounded_acos_degrees(double cosine) {
  return rounded(
      cosine, [](mpfr_ptr result, mpfr_srcptr argument) { mpfr_acosu(result, argument, degrees_per_turn, MPFR_RNDN); });
}

double rounded_power_of_ten(double exponent) {
  return rounded(exponent, [](mpfr_ptr result, mpfr_srcptr argument) { mpfr_exp10(result, argument, MPFR_RNDN); });
}

double rounded_root(double x, unsigned long degree) {
  return rounded(
      x, [degree](mpfr_ptr result, mpfr_srcptr argument) { mpfr_rootn_ui(result, argument, degree, MPFR_RNDN); });
}

}  // namespace margincert::generators
