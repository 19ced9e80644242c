#include "generators/rounded_functions.hpp"

#include <mpfr.h>

#include <cmath>
#include <limits>

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

/// An extended logarithm decides which double is nearest, except close to the middle between two. It is trusted to
/// 8 units in its last place; those of x87 and of the usual C libraries are good to one or two.
constexpr long double extended_error = 8 * std::numeric_limits<long double>::epsilon();
constexpr bool extended_is_longer = std::numeric_limits<long double>::digits >= 64;

}  // namespace

double rounded_log(double x) {
  if constexpr (extended_is_longer) {
    const long double y = std::log(static_cast<long double>(x)), slack = y * extended_error;
    if (const auto nearest = static_cast<double>(y - slack); nearest == static_cast<double>(y + slack)) return nearest;
  }
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
