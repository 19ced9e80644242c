#include "arb/to_interval.hpp"

#include <mpfr.h>

namespace margincert::arb {

numeric::Interval to_interval(const Real& a, numeric::Precision precision) {
  if (a.is_poisoned()) return numeric::Interval::poisoned(precision);
  mpfr_t lo, hi;
  mpfr_inits2(precision.bits(), lo, hi, static_cast<mpfr_ptr>(nullptr));
  arb_get_interval_mpfr(lo, hi, a.get());
  // Arb keeps exponents that MPFR calls out of range; its own check takes such ends to infinity or zero, outward.
  mpfr_check_range(lo, 0, MPFR_RNDD);
  mpfr_check_range(hi, 0, MPFR_RNDU);
  const auto result = numeric::Interval::outward(lo, hi, precision);
  mpfr_clears(lo, hi, static_cast<mpfr_ptr>(nullptr));
  return result;
}

}  // namespace margincert::arb
