#include "numeric/computed.hpp"

#include "numeric/interval.hpp"

namespace margincert::numeric {
namespace {

constexpr Precision precision(113);

/// Every number within `Computed::exp_ulps` units in the last place of a member of `exact`, and a little more. With
/// 2^e <= r < 2^(e+1) a unit of r is 2^(e-52) <= 2^-52 r, or 2^-1074 where r is subnormal; the sum of both covers
/// either.
Interval within_ulps(const Interval& exact) {
  const Interval relative = Interval::exact(Computed::exp_ulps * 0x1p-52, precision);
  const Interval reach = exact * relative + Interval::exact(Computed::exp_ulps * 0x1p-1074, precision);
  return hull(exact - reach, exact + reach);
}

}  // namespace

/// exp is increasing, so e^a lies between the enclosures at the ends; each end is then rounded outward to binary64.
Computed exp(const Computed& a) {
  if (a.is_poisoned()) return a;
  const Interval allowed = within_ulps(exp(Interval::between(a.lo_, a.hi_, precision)));
  return Computed(allowed.lo_double(), allowed.hi_double());
}

}  // namespace margincert::numeric
