#include "arb_oracle.hpp"

namespace margincert::numeric_tests {
namespace {

/// A finite stand-in for an endpoint: itself, or a large number on its side of the other end.
Ball finite_end(mpfr_srcptr end, mpfr_srcptr other, slong precision) {
  if (mpfr_number_p(end)) return Ball(end);
  Ball result;
  if (mpfr_number_p(other)) arf_set_mpfr(arb_midref(static_cast<arb_ptr>(result)), other);
  arf_ptr x = arb_midref(static_cast<arb_ptr>(result));
  // Rounding towards the infinite end keeps the number inside.
  if (mpfr_sgn(end) > 0) {
    arf_add_ui(x, x, 1, precision, ARF_RND_CEIL);
    arf_mul_2exp_si(x, x, arf_sgn(x) > 0 ? 40 : -40);
  } else {
    arf_sub_ui(x, x, 1, precision, ARF_RND_FLOOR);
    arf_mul_2exp_si(x, x, arf_sgn(x) < 0 ? 40 : -40);
  }
  return result;
}

/// (a + b) / 2 rounded to nearest, which stays between a and b because rounding is monotone and both are numbers.
Ball middle(const Ball& a, const Ball& b, slong precision) {
  Ball result;
  arf_ptr x = arb_midref(static_cast<arb_ptr>(result));
  arf_add(x, arb_midref(static_cast<arb_srcptr>(a)), arb_midref(static_cast<arb_srcptr>(b)), precision, ARF_RND_NEAR);
  arf_mul_2exp_si(x, x, -1);
  return result;
}

}  // namespace

Ball ball_around(const numeric::Interval& a, slong precision) {
  Ball ball;
  arb_set_interval_mpfr(ball, a.lo(), a.hi(), precision);
  return ball;
}

Placement place(const Ball& ball, const numeric::Interval& enclosure) {
  if (enclosure.is_poisoned()) return Placement::outside;
  if (!arb_is_finite(ball)) return Placement::undecided;
  const bool open_below = mpfr_inf_p(enclosure.lo()) && mpfr_sgn(enclosure.lo()) < 0;
  const bool open_above = mpfr_inf_p(enclosure.hi()) && mpfr_sgn(enclosure.hi()) > 0;
  const Ball lo(enclosure.lo()), hi(enclosure.hi());
  if ((!open_below && arb_lt(ball, lo)) || (!open_above && arb_gt(ball, hi))) return Placement::outside;
  const bool inside = (open_below || arb_ge(ball, lo)) && (open_above || arb_le(ball, hi));
  return inside ? Placement::inside : Placement::undecided;
}

std::vector<Ball> members(const numeric::Interval& a) {
  const slong precision = mpfr_get_prec(a.lo());
  const Ball lo = finite_end(a.lo(), a.hi(), precision), hi = finite_end(a.hi(), a.lo(), precision);
  if (arb_equal(lo, hi)) return {lo};
  const Ball centre = middle(lo, hi, precision);
  std::vector<Ball> found{lo, hi, centre, middle(lo, centre, precision), middle(centre, hi, precision)};
  if (mpfr_sgn(a.lo()) <= 0 && mpfr_sgn(a.hi()) >= 0) found.emplace_back();
  return found;
}

}  // namespace margincert::numeric_tests
