#include "numeric/interval.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "numeric/scratch.hpp"

namespace margincert::numeric {
namespace {

std::size_t limbs_for(mpfr_prec_t precision) { return (precision + GMP_NUMB_BITS - 1) / GMP_NUMB_BITS; }

mpfr_prec_t larger_precision(const Interval& a, const Interval& b) {
  return std::max(mpfr_get_prec(a.lo()), mpfr_get_prec(b.lo()));
}

bool nonnegative(mpfr_srcptr x) { return mpfr_sgn(x) >= 0; }
bool nonpositive(mpfr_srcptr x) { return mpfr_sgn(x) <= 0; }

/// x y with 0 times infinity = 0: an infinite endpoint stands for arbitrarily large reals, never for a value taken.
void endpoint_product(mpfr_ptr result, mpfr_srcptr x, mpfr_srcptr y, mpfr_rnd_t rounding) {
  mpfr_mul(result, x, y, rounding);
  if (mpfr_nan_p(result)) mpfr_set_zero(result, 1);
}

/// Which endpoints of a and b multiply to the bounds of {xy : x in a, y in b}. The second candidates are null unless
/// both factors contain zero in their interior; then the bound is the min (max) of two products.
struct ProductCorners {
  mpfr_srcptr lo_a, lo_b, hi_a, hi_b;
  bool both_mixed = false;
};

ProductCorners product_corners(const Interval& a, const Interval& b) {
  const auto al = a.lo(), ah = a.hi(), bl = b.lo(), bh = b.hi();
  if (nonnegative(al)) {
    if (nonnegative(bl)) return {al, bl, ah, bh};
    if (nonpositive(bh)) return {ah, bl, al, bh};
    return {ah, bl, ah, bh};
  }
  if (nonpositive(ah)) {
    if (nonnegative(bl)) return {al, bh, ah, bl};
    if (nonpositive(bh)) return {ah, bh, al, bl};
    return {al, bh, al, bl};
  }
  if (nonnegative(bl)) return {al, bh, ah, bh};
  if (nonpositive(bh)) return {ah, bl, al, bl};
  return {al, bh, al, bl, true};
}

/// Lower and upper bound of the product set, rounded down and up. Operands are not poisoned.
void product_bounds(mpfr_ptr lo, mpfr_ptr hi, const Interval& a, const Interval& b) {
  const ProductCorners corner = product_corners(a, b);
  endpoint_product(lo, corner.lo_a, corner.lo_b, MPFR_RNDD);
  endpoint_product(hi, corner.hi_a, corner.hi_b, MPFR_RNDU);
  if (!corner.both_mixed) return;
  Scratch other(mpfr_get_prec(lo));
  endpoint_product(other, a.hi(), b.lo(), MPFR_RNDD);
  mpfr_min(lo, lo, other, MPFR_RNDD);
  endpoint_product(other, a.hi(), b.hi(), MPFR_RNDU);
  mpfr_max(hi, hi, other, MPFR_RNDU);
}

}  // namespace

void Interval::bind(mpfr_prec_t precision) {
  mpfr_custom_init_set(&lo_, MPFR_ZERO_KIND, 0, precision, limbs_);
  mpfr_custom_init_set(&hi_, MPFR_ZERO_KIND, 0, precision, limbs_ + limbs_for(precision));
}

Interval::Interval(Uninitialised, mpfr_prec_t precision) { bind(precision); }
Interval::Interval(Precision precision) { bind(precision.bits()); }

void Interval::copy_from(const Interval& other) {
  const std::size_t limbs = limbs_for(mpfr_get_prec(&other.lo_));
  lo_ = other.lo_;
  hi_ = other.hi_;
  lo_._mpfr_d = limbs_;
  hi_._mpfr_d = limbs_ + limbs;
  std::memcpy(limbs_, other.limbs_, 2 * limbs * sizeof(mp_limb_t));
}

void Interval::poison() {
  mpfr_set_nan(&lo_);
  mpfr_set_nan(&hi_);
}

void Interval::settle() {
  const bool ordered = mpfr_lessequal_p(&lo_, &hi_);  // false when either is NaN
  const bool inhabited = !(mpfr_inf_p(&lo_) && mpfr_sgn(&lo_) > 0) && !(mpfr_inf_p(&hi_) && mpfr_sgn(&hi_) < 0);
  if (!ordered || !inhabited) poison();
}

Interval Interval::exact(double x, Precision precision) {
  Interval r(precision);
  if (!std::isfinite(x)) {
    r.poison();
    return r;
  }
  mpfr_set_d(&r.lo_, x, MPFR_RNDD);  // exact: a binary64 has 53 bits, a Precision at least as many
  mpfr_set_d(&r.hi_, x, MPFR_RNDU);
  return r;
}

Interval Interval::integer(long x, Precision precision) {
  Interval r(precision);
  mpfr_set_si(&r.lo_, x, MPFR_RNDD);
  mpfr_set_si(&r.hi_, x, MPFR_RNDU);
  return r;
}

Interval Interval::ratio(long numerator, long denominator, Precision precision) {
  return integer(numerator, precision) / integer(denominator, precision);
}

Interval Interval::between(double lo, double hi, Precision precision) {
  Interval r(precision);
  mpfr_set_d(&r.lo_, lo, MPFR_RNDD);
  mpfr_set_d(&r.hi_, hi, MPFR_RNDU);
  r.settle();
  return r;
}

Interval Interval::outward(mpfr_srcptr lo, mpfr_srcptr hi, Precision precision) {
  Interval r(precision);
  mpfr_set(&r.lo_, lo, MPFR_RNDD);
  mpfr_set(&r.hi_, hi, MPFR_RNDU);
  r.settle();
  return r;
}

Interval Interval::poisoned(Precision precision) {
  Interval r(precision);
  r.poison();
  return r;
}

Interval Interval::entire(Precision precision) {
  Interval r(precision);
  mpfr_set_inf(&r.lo_, -1);
  mpfr_set_inf(&r.hi_, 1);
  return r;
}

Interval Interval::operator-() const {
  Interval r(Uninitialised{}, mpfr_get_prec(&lo_));
  mpfr_neg(&r.lo_, &hi_, MPFR_RNDD);
  mpfr_neg(&r.hi_, &lo_, MPFR_RNDU);
  return r;
}

Interval operator+(const Interval& a, const Interval& b) {
  Interval r(Interval::Uninitialised{}, larger_precision(a, b));
  mpfr_add(&r.lo_, &a.lo_, &b.lo_, MPFR_RNDD);
  mpfr_add(&r.hi_, &a.hi_, &b.hi_, MPFR_RNDU);
  return r;
}

Interval operator-(const Interval& a, const Interval& b) {
  Interval r(Interval::Uninitialised{}, larger_precision(a, b));
  mpfr_sub(&r.lo_, &a.lo_, &b.hi_, MPFR_RNDD);
  mpfr_sub(&r.hi_, &a.hi_, &b.lo_, MPFR_RNDU);
  return r;
}

Interval operator*(const Interval& a, const Interval& b) {
  Interval r(Interval::Uninitialised{}, larger_precision(a, b));
  if (a.is_poisoned() || b.is_poisoned()) {
    r.poison();
  } else {
    product_bounds(&r.lo_, &r.hi_, a, b);
  }
  return r;
}

Interval operator/(const Interval& a, const Interval& b) {
  Interval r(Interval::Uninitialised{}, larger_precision(a, b));
  if (a.is_poisoned() || b.is_poisoned() || (mpfr_zero_p(&b.lo_) && mpfr_zero_p(&b.hi_))) {
    r.poison();
    return r;
  }
  const bool numerator_is_zero = mpfr_zero_p(&a.lo_) && mpfr_zero_p(&a.hi_);
  if (numerator_is_zero) return r;  // 0 / b for b != 0
  const bool below = mpfr_sgn(&b.lo_) < 0, above = mpfr_sgn(&b.hi_) > 0;
  if ((below && above) || (mpfr_sgn(&a.lo_) < 0 && mpfr_sgn(&a.hi_) > 0 && (mpfr_zero_p(&b.lo_) || mpfr_zero_p(&b.hi_)))) {
    return Interval::entire(r.precision());
  }
  // b keeps one sign. Each bound is the quotient of the endpoints below; a zero end of b sends its bound to infinity.
  mpfr_srcptr lo_num = &a.lo_, hi_num = &a.hi_;
  mpfr_srcptr lo_den = nonnegative(&a.lo_) ? &b.hi_ : &b.lo_;
  mpfr_srcptr hi_den = nonpositive(&a.hi_) ? &b.hi_ : &b.lo_;
  if (below) {
    lo_num = &a.hi_, hi_num = &a.lo_;
    lo_den = nonpositive(&a.hi_) ? &b.lo_ : &b.hi_;
    hi_den = nonnegative(&a.lo_) ? &b.lo_ : &b.hi_;
  }
  const auto quotient = [](mpfr_ptr result, mpfr_srcptr x, mpfr_srcptr y, mpfr_rnd_t rounding) {
    if (mpfr_zero_p(x)) return mpfr_set_zero(result, 1);  // also 0 / 0, where x / y stays 0 for every y != 0
    if (mpfr_zero_p(y)) return mpfr_set_inf(result, rounding == MPFR_RNDU ? 1 : -1);
    mpfr_div(result, x, y, rounding);
    if (mpfr_nan_p(result)) mpfr_set_inf(result, rounding == MPFR_RNDU ? 1 : -1);  // infinity / infinity
  };
  quotient(&r.lo_, lo_num, lo_den, MPFR_RNDD);
  quotient(&r.hi_, hi_num, hi_den, MPFR_RNDU);
  return r;
}

Interval& Interval::operator+=(const Interval& b) {
  if (mpfr_get_prec(&b.lo_) > mpfr_get_prec(&lo_)) return *this = *this + b;
  mpfr_add(&lo_, &lo_, &b.lo_, MPFR_RNDD);
  mpfr_add(&hi_, &hi_, &b.hi_, MPFR_RNDU);
  return *this;
}
Interval& Interval::operator-=(const Interval& b) { return *this = *this - b; }
Interval& Interval::operator*=(const Interval& b) { return *this = *this * b; }
Interval& Interval::operator/=(const Interval& b) { return *this = *this / b; }

Interval& Interval::add_product(const Interval& a, const Interval& b) {
  const mpfr_prec_t precision = std::max(larger_precision(a, b), mpfr_get_prec(&lo_));
  if (precision > mpfr_get_prec(&lo_)) return *this = *this + a * b;
  if (is_poisoned() || a.is_poisoned() || b.is_poisoned()) {
    poison();
    return *this;
  }
  Scratch lo(precision), hi(precision);
  product_bounds(lo, hi, a, b);
  mpfr_add(&lo_, &lo_, lo, MPFR_RNDD);
  mpfr_add(&hi_, &hi_, hi, MPFR_RNDU);
  return *this;
}

Interval fma(const Interval& a, const Interval& b, const Interval& c) {
  Interval r(Interval::Uninitialised{}, std::max(larger_precision(a, b), mpfr_get_prec(&c.lo_)));
  if (a.is_poisoned() || b.is_poisoned() || c.is_poisoned()) {
    r.poison();
    return r;
  }
  const bool unbounded = !a.is_finite() || !b.is_finite() || !c.is_finite();
  if (unbounded) return a * b + c;  // 0 times infinity needs the product's own rule
  const ProductCorners corner = product_corners(a, b);
  mpfr_fma(&r.lo_, corner.lo_a, corner.lo_b, &c.lo_, MPFR_RNDD);
  mpfr_fma(&r.hi_, corner.hi_a, corner.hi_b, &c.hi_, MPFR_RNDU);
  if (corner.both_mixed) {
    Scratch other(mpfr_get_prec(&r.lo_));
    mpfr_fma(other, &a.hi_, &b.lo_, &c.lo_, MPFR_RNDD);
    mpfr_min(&r.lo_, &r.lo_, other, MPFR_RNDD);
    mpfr_fma(other, &a.hi_, &b.hi_, &c.hi_, MPFR_RNDU);
    mpfr_max(&r.hi_, &r.hi_, other, MPFR_RNDU);
  }
  return r;
}

Interval dot(std::span<const Interval> a, std::span<const Interval> b) {
  Interval sum = a[0] * b[0];
  for (std::size_t i = 1; i < a.size(); ++i) sum.add_product(a[i], b[i]);
  return sum;
}

}  // namespace margincert::numeric
