#include "corner_reference.hpp"

#include <algorithm>

namespace margincert::numeric_tests {
namespace {

/// The bound of a ball rounded outward to `bits`, provided that every real of the ball rounds to the same number.
bool rounds_to(Ball& rounded, const Ball& value, slong bits, arf_rnd_t direction) {
  if (!arb_is_finite(value)) return false;
  Ball ends[2];
  arf_ptr low = arb_midref(static_cast<arb_ptr>(ends[0])), high = arb_midref(static_cast<arb_ptr>(ends[1]));
  arb_get_lbound_arf(low, value, 20 * bits);
  arb_get_ubound_arf(high, value, 20 * bits);
  arf_set_round(low, low, bits, direction);
  arf_set_round(high, high, bits, direction);
  rounded = ends[0];
  return arf_equal(low, high);
}

bool within_exponents(const Ball& x) {
  arf_srcptr value = arb_midref(static_cast<arb_srcptr>(x));
  return arf_is_zero(value) ||
         (arf_cmpabs_2exp_si(value, mpfr_get_emax()) < 0 && arf_cmpabs_2exp_si(value, mpfr_get_emin()) > 0);
}

/// (outer - inner) in units of the last of `bits` bits of inner.
double distance_in_ulps(const Ball& inner, const Ball& outer, slong bits) {
  arf_srcptr from = arb_midref(static_cast<arb_srcptr>(inner)), to = arb_midref(static_cast<arb_srcptr>(outer));
  if (arf_equal(from, to)) return 0;
  if (arf_is_zero(from)) return arf_sgn(to) * 1e300;  // zero has no last place
  Ball gap;
  arf_ptr difference = arb_midref(static_cast<arb_ptr>(gap));
  arf_sub(difference, to, from, 60, ARF_RND_UP);
  fmpz_t exponent;
  fmpz_init(exponent);
  arf_abs_bound_lt_2exp_fmpz(exponent, from);
  fmpz_sub_si(exponent, exponent, bits);
  fmpz_neg(exponent, exponent);
  arf_mul_2exp_fmpz(difference, difference, exponent);
  fmpz_clear(exponent);
  return arf_get_d(difference, ARF_RND_UP);
}

bool straddles_zero(const Interval& a) { return mpfr_sgn(a.lo()) < 0 && mpfr_sgn(a.hi()) > 0; }
bool holds_zero(const Interval& a) { return mpfr_sgn(a.lo()) <= 0 && mpfr_sgn(a.hi()) >= 0; }

bool has_corners(const Operation& op, const Operands& x) {
  if (!std::ranges::all_of(x, &Interval::is_finite)) return false;
  if (op.name == "div") return !holds_zero(x[1]);
  if (op.name == "log") return mpfr_sgn(x[0].lo()) > 0;
  if (op.name == "sqrt") return mpfr_sgn(x[0].lo()) >= 0;
  return true;
}

std::vector<Ball> corner(const Operands& x, std::size_t index) {
  std::vector<Ball> point;
  for (const Interval& operand : x) {
    point.emplace_back(index % 2 ? operand.hi() : operand.lo());
    index /= 2;
  }
  return point;
}

struct Range {
  Ball lo, hi;
};

/// The least and greatest corner value, each rounded outward to the enclosure's precision.
std::optional<Range> corner_range(const Operation& op, const Operands& x, slong bits) {
  std::optional<Range> range;
  for (std::size_t index = 0; index < (std::size_t{1} << x.size()); ++index) {
    Ball value, lo, hi;
    op.oracle(value, corner(x, index), 8 * bits);
    if (!rounds_to(lo, value, bits, ARF_RND_FLOOR) || !rounds_to(hi, value, bits, ARF_RND_CEIL)) return std::nullopt;
    if (!range) range = Range{lo, hi};
    if (arb_lt(lo, range->lo)) range->lo = lo;
    if (arb_gt(hi, range->hi)) range->hi = hi;
  }
  const bool folds = op.name == "abs" || op.name == "sqr";
  if (folds && straddles_zero(x[0])) range->lo = Ball();
  return range;
}

}  // namespace

std::optional<Excess> excess_over_corners(const Operation& op, const Operands& x, const Interval& enclosure) {
  if (!has_corners(op, x)) return std::nullopt;
  const slong bits = enclosure.precision().bits();
  const auto range = corner_range(op, x, bits);
  if (!range || !within_exponents(range->lo) || !within_exponents(range->hi)) return std::nullopt;
  if (!enclosure.is_finite()) return Excess{1e300, 1e300};
  return Excess{-distance_in_ulps(range->lo, Ball(enclosure.lo()), bits),
                distance_in_ulps(range->hi, Ball(enclosure.hi()), bits)};
}

}  // namespace margincert::numeric_tests
