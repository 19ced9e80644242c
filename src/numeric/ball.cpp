#include "numeric/ball.hpp"

#include <gmp.h>

#include <algorithm>
#include <cmath>

#include "numeric/scratch.hpp"
#include "numeric/wide_sum.hpp"

namespace margincert::numeric {
namespace {

/// A radius from a sum of non-negative terms that was computed in round-to-nearest with at most m = 2 (terms + 4)
/// roundings between an operand and the sum. With u = 2^-53 and no underflow (the range of Ball sees to that), the
/// exact value is at most sum (1 + u)^m <= sum (1 + 2 m u). The factor here is 1 + 4 m u, and what it has in excess
/// covers the two roundings of this formula: (1 + 4 m u) (1 - u)^2 >= 1 + 2 m u for m >= 2 and m u < 1/8. Zero stays
/// zero: without underflow the sum is zero only where every term is.
double grown(double sum, std::size_t terms) {
  if (sum == 0) return 0;
  const double radius = sum * (1 + static_cast<double>(4 * (terms + 4)) * 0x1p-52) + Ball::least_radius;
  return radius < 0x1p400 ? radius : HUGE_VAL;  // infinite, so that not even a factor near zero hides the poison
}

constexpr std::size_t most_terms = std::size_t{1} << 20;  // beyond, `grown` would have to be argued anew

}  // namespace

Ball WideSum::finish(double propagated) const {
  Ball result;
  if (!(propagated < 0x1p400)) return Ball::poisoned();
  const bool negative = high_ >> 127;
  const Uint128 low = negative ? -low_ : low_, high = negative ? ~high_ + (low_ == 0) : high_;
  const std::uint64_t w[4] = {static_cast<std::uint64_t>(low), static_cast<std::uint64_t>(low >> 64),
                              static_cast<std::uint64_t>(high), static_cast<std::uint64_t>(high >> 64)};
  double radius = propagated;
  if (truncated_terms_ > 0) radius += static_cast<double>(truncated_terms_) * power_of_two(exponent_ - 192);

  int top = 3;
  while (top >= 0 && w[top] == 0) --top;
  if (top < 0) {
    result.radius_ = grown(radius, 1);
    return result;
  }
  const int zeros = std::countl_zero(w[top]);
  const auto limb_below = [&](int k) { return top - k >= 0 ? w[top - k] : 0; };
  const auto shifted = [&](int k) {
    return zeros == 0 ? limb_below(k) : limb_below(k) << zeros | limb_below(k + 1) >> (64 - zeros);
  };
  result.high_ = shifted(0);
  result.low_ = shifted(1);
  result.exponent_ = exponent_ + 64 * (top - 2) - zeros;
  result.sign_ = negative ? -1 : 1;
  if (result.exponent_ > Ball::max_exponent) return Ball::poisoned();
  if (result.exponent_ < -Ball::max_exponent) {
    Ball tiny;  // |midpoint| < 2^-400, whatever it was
    tiny.radius_ = grown(radius + 0x1p-400, 2);
    return tiny;
  }
  if ((shifted(2) | shifted(3)) != 0) radius += power_of_two(result.exponent_ - 128);
  result.radius_ = grown(radius, 2);
  return result;
}

Ball Ball::poisoned() {
  Ball result;
  result.radius_ = HUGE_VAL;
  return result;
}

Ball Ball::exact(double x) {
  if (!std::isfinite(x)) return poisoned();
  Ball result;
  if (x == 0) return result;
  int exponent = 0;
  const double fraction = std::frexp(std::fabs(x), &exponent);  // in [1/2, 1), also from a subnormal
  if (exponent > max_exponent || exponent < -max_exponent) return poisoned();
  result.high_ = static_cast<std::uint64_t>(std::ldexp(fraction, 53)) << 11;
  result.exponent_ = exponent;
  result.sign_ = x < 0 ? -1 : 1;
  return result;
}

Ball Ball::integer(long x) {
  Ball result;
  if (x == 0) return result;
  const std::uint64_t magnitude_bits = x < 0 ? ~static_cast<std::uint64_t>(x) + 1 : static_cast<std::uint64_t>(x);
  const int zeros = std::countl_zero(magnitude_bits);
  result.high_ = magnitude_bits << zeros;
  result.exponent_ = 64 - zeros;
  result.sign_ = x < 0 ? -1 : 1;
  return result;
}

Ball Ball::around(const Interval& x) {
  if (!x.is_finite()) return poisoned();
  const Interval centre = mid(x);
  Ball result;
  if (!mpfr_zero_p(centre.lo())) {
    const auto exponent = mpfr_get_exp(centre.lo());
    if (exponent > max_exponent || exponent < -max_exponent) return poisoned();
    Scratch wide(128);
    if (mpfr_set(wide, centre.lo(), MPFR_RNDZ) != 0) return poisoned();  // more than 128 bits do not fit
    const auto* limbs = static_cast<const mp_limb_t*>(mpfr_custom_get_significand(static_cast<mpfr_ptr>(wide)));
    result.high_ = limbs[1];
    result.low_ = limbs[0];
    result.exponent_ = static_cast<std::int32_t>(exponent);
    result.sign_ = mpfr_sgn(centre.lo());
  }
  const double radius = rad(x).hi_double();
  if (!(radius < 0x1p400)) return poisoned();
  result.radius_ = radius == 0 ? 0 : std::max(radius, least_radius);
  return result;
}

double Ball::mid_double() const {
  if (is_poisoned()) return std::nan("");
  return sign_ * WideSum::least_magnitude(*this);
}

Interval Ball::to_interval(Precision precision) const {
  if (is_poisoned()) return Interval::poisoned(precision);
  Scratch centre(128), lo(precision.bits()), hi(precision.bits());
  if (sign_ != 0) {
    mpfr_set_ui_2exp(centre, high_, exponent_ - 64, MPFR_RNDN);  // exact: 64 of 128 bits
    Scratch low(64);
    mpfr_set_ui_2exp(low, low_, exponent_ - 128, MPFR_RNDN);
    mpfr_add(centre, centre, low, MPFR_RNDN);  // exact: 128 bits
    if (sign_ < 0) mpfr_neg(centre, centre, MPFR_RNDN);
  }
  mpfr_sub_d(lo, centre, radius_, MPFR_RNDD);
  mpfr_add_d(hi, centre, radius_, MPFR_RNDU);
  return Interval::outward(lo, hi, precision);
}

Ball Ball::operator-() const {
  Ball result = *this;
  result.sign_ = -sign_;
  return result;
}

Ball operator+(const Ball& a, const Ball& b) {
  if (a.sign_ == 0 && a.radius_ == 0) return b;
  if (b.sign_ == 0 && b.radius_ == 0) return a;
  const int exponent = a.sign_ == 0 ? b.exponent_ : b.sign_ == 0 ? a.exponent_ : std::max(a.exponent_, b.exponent_);
  WideSum sum(exponent);
  if (a.sign_ != 0) sum.add(a);
  if (b.sign_ != 0) sum.add(b);
  return sum.finish(a.radius_ + b.radius_);
}

Ball operator-(const Ball& a, const Ball& b) { return a + -b; }

Ball operator*(const Ball& a, const Ball& b) {
  Ball zero;
  add_product(zero, a, b);
  return zero;
}

void add_product(Ball& sum, const Ball& a, const Ball& b) {
  if (a.is_poisoned() || b.is_poisoned() || sum.is_poisoned()) {
    sum = Ball::poisoned();
    return;
  }
  const bool product_is_zero = a.sign_ == 0 || b.sign_ == 0;
  const int product_exponent = WideSum::product_exponent(a, b);
  WideSum wide(product_is_zero  ? sum.exponent_
               : sum.sign_ == 0 ? product_exponent
                                : std::max(sum.exponent_, product_exponent));
  if (sum.sign_ != 0) wide.add(sum);
  if (!product_is_zero) wide.add_product(a, b);
  sum = wide.finish(grown(sum.radius_ + WideSum::product_radius(a, b), 2));
}

/// Both inner products: `pair(k)` gives the k-th two factors.
template <class Pair>
static Ball sum_of_products(std::size_t count, const Pair& pair) {
  if (count > most_terms) return Ball::poisoned();
  int exponent = -2 * Ball::max_exponent;
  for (std::size_t k = 0; k < count; ++k) {
    const auto [a, b] = pair(k);
    if (!WideSum::is_zero(*a) && !WideSum::is_zero(*b)) {
      exponent = std::max(exponent, WideSum::product_exponent(*a, *b));
    }
  }
  WideSum sum(exponent);
  double propagated = 0;
  for (std::size_t k = 0; k < count; ++k) {
    const auto [a, b] = pair(k);
    if (WideSum::is_zero(*a) || WideSum::is_zero(*b)) {
      propagated += WideSum::product_radius(*a, *b);
    } else {
      sum.add_product(*a, *b);
      propagated += WideSum::nonzero_product_radius(*a, *b);
    }
  }
  return sum.finish(grown(propagated, count));
}

Ball dot(std::span<const Ball> a, std::span<const Ball> b) {
  return sum_of_products(a.size(), [&](std::size_t k) { return std::pair(&a[k], &b[k]); });
}

Ball gathered_dot(std::span<const Ball> weights, std::span<const std::size_t> keys, const Ball* values,
                  std::size_t stride) {
  return sum_of_products(weights.size(),
                         [&](std::size_t k) { return std::pair(&weights[k], values + keys[k] * stride); });
}

/// With q = A/B and |s| <= radius(b) < |B|: |(A + r)/(B + s) - q| = |r - q s| / |B + s| <= (r + |q| s) / (|B| - s).
Ball operator/(const Ball& a, const Ball& b) {
  if (a.is_poisoned() || b.is_poisoned() || b.sign_ == 0) return Ball::poisoned();
  const double smallest_divisor = WideSum::least_magnitude(b) - b.radius_;  // one rounding, covered by `grown`
  if (!(smallest_divisor > 0)) return Ball::poisoned();
  Ball result;
  double truncation = 0;
  if (a.sign_ != 0) {
    // In mantissas floor(a 2^127 / b): between 2^126 and 2^128, shifted up by one where it has only 127 bits.
    const mp_limb_t dividend[4] = {0, a.low_ << 63, a.low_ >> 1 | a.high_ << 63, a.high_ >> 1};
    const mp_limb_t divisor[2] = {b.low_, b.high_};
    mp_limb_t quotient[3], remainder[2];
    mpn_tdiv_qr(quotient, remainder, 0, dividend, 4, divisor, 2);
    const bool short_quotient = quotient[1] >> 63 == 0;
    const bool inexact = remainder[0] != 0 || remainder[1] != 0;
    result.high_ = short_quotient ? quotient[1] << 1 | quotient[0] >> 63 : quotient[1];
    result.low_ = short_quotient ? quotient[0] << 1 : quotient[0];
    result.exponent_ = a.exponent_ - b.exponent_ + (short_quotient ? 0 : 1);
    result.sign_ = a.sign_ * b.sign_;
    if (result.exponent_ > Ball::max_exponent) return Ball::poisoned();
    if (result.exponent_ < -Ball::max_exponent) {
      result = Ball();
      truncation = 0x1p-400;
    } else if (inexact) {
      truncation = power_of_two(result.exponent_ - 127);  // below one unit, or two where the quotient was shifted
    }
  }
  double propagated = 0;
  if (a.radius_ != 0 || (a.sign_ != 0 && b.radius_ != 0)) {
    const double quotient_bound = WideSum::magnitude(result) + truncation;
    // This division may underflow, by less than 2^-1074.
    propagated = (a.radius_ + quotient_bound * b.radius_) / smallest_divisor + Ball::least_radius;
  }
  if (!(propagated < 0x1p400)) return Ball::poisoned();
  result.radius_ = grown(propagated + truncation, 4);
  return result;
}

Ball abs(const Ball& a) {
  Ball result = a;
  result.sign_ = a.sign_ * a.sign_;
  return result;  // ||x| - |A|| <= |x - A|: the radius stands
}

/// Undecided order: the minimum lies in one of the balls, and |x - A| <= |A - B| + radius(a) + radius(b) for both.
Ball min(const Ball& a, const Ball& b) {
  if (a.is_poisoned() || b.is_poisoned()) return Ball::poisoned();
  const Ball difference = a - b;  // its radius covers both radii
  const double least = WideSum::least_magnitude(difference);
  if (difference.sign_ != 0 && least > difference.radius_) return difference.sign_ < 0 ? a : b;
  Ball both = a;
  both.radius_ = grown(WideSum::magnitude(difference) + difference.radius_, 2);
  return both;
}

Ball max(const Ball& a, const Ball& b) { return -min(-a, -b); }

}  // namespace margincert::numeric
