#pragma once

#include <optional>

#include "operations.hpp"

namespace margincert::numeric_tests {

/// How many units in the last place an enclosure's bounds lie outside the tightest ones.
struct Excess {
  double below = 0;
  double above = 0;
  double worst() const { return below > above ? below : above; }
};

/// Slow textbook reference: each bound is taken at one of the 2^n corners (all operations here are monotone in each
/// operand where defined), or at 0 for abs and sqr. Negative excess means a bound inside the exact range.
/// Empty where no tightest bound can be told: unbounded or poisoned operands, 0 inside a divisor, a bound beyond MPFR's
/// exponents, or an exact bound too close to a number of the precision for Arb to tell them apart.
std::optional<Excess> excess_over_corners(const Operation& op, const Operands& x, const Interval& enclosure);

}  // namespace margincert::numeric_tests
