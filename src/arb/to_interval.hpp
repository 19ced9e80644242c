#pragma once

#include "arb/real.hpp"
#include "numeric/interval.hpp"

namespace margincert::arb {

/// The ball as an interval, each end rounded outward to `precision`, for display and for comparing the two arithmetics;
/// poison stays poison.
numeric::Interval to_interval(const Real& a, numeric::Precision precision);

}  // namespace margincert::arb
