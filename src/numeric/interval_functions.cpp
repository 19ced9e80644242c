#include <algorithm>

#include "numeric/interval.hpp"
#include "numeric/scratch.hpp"

namespace margincert::numeric {

Interval sqr(const Interval& a) {
  Interval r(Interval::Uninitialised{}, mpfr_get_prec(&a.lo_));
  if (a.is_poisoned()) {
    r.poison();
  } else if (mpfr_sgn(&a.lo_) >= 0) {
    mpfr_sqr(&r.lo_, &a.lo_, MPFR_RNDD);
    mpfr_sqr(&r.hi_, &a.hi_, MPFR_RNDU);
  } else if (mpfr_sgn(&a.hi_) <= 0) {
    mpfr_sqr(&r.lo_, &a.hi_, MPFR_RNDD);
    mpfr_sqr(&r.hi_, &a.lo_, MPFR_RNDU);
  } else {
    mpfr_sqr(&r.hi_, mpfr_cmpabs(&a.lo_, &a.hi_) > 0 ? &a.lo_ : &a.hi_, MPFR_RNDU);
  }
  return r;
}

Interval sqrt(const Interval& a) {
  Interval r(Interval::Uninitialised{}, mpfr_get_prec(&a.lo_));
  if (a.is_poisoned() || mpfr_sgn(&a.hi_) < 0) {
    r.poison();
    return r;
  }
  if (mpfr_sgn(&a.lo_) > 0) mpfr_sqrt(&r.lo_, &a.lo_, MPFR_RNDD);
  mpfr_sqrt(&r.hi_, &a.hi_, MPFR_RNDU);
  return r;
}

/// One MPFR exponential serves both bounds where it can, as it costs as much as dozens of products:
///  - a point: round down; unless that is exact, the next number up is an upper bound;
///  - a width w = hi - lo <= 2^(-bits/2): e^hi = e^lo e^w, and e^w <= 1 + w + w^2 for 0 <= w <= 1 (the tail of the series
///    is w^2 (1/2 + w/6 + ...) <= w^2 (e - 2)). Every factor is rounded up; the excess w^2 is below one unit of the result.
Interval exp(const Interval& a) {
  const mpfr_prec_t precision = mpfr_get_prec(&a.lo_);
  Interval r(Interval::Uninitialised{}, precision);
  if (a.is_poisoned()) {
    r.poison();
    return r;
  }
  Scratch spread(precision);
  mpfr_sub(spread, &a.hi_, &a.lo_, MPFR_RNDU);
  const bool narrow = mpfr_zero_p(static_cast<mpfr_ptr>(spread)) ||
                      (mpfr_number_p(static_cast<mpfr_ptr>(spread)) && mpfr_get_exp(spread) <= -(precision + 1) / 2);
  const bool inexact = mpfr_exp(&r.lo_, &a.lo_, MPFR_RNDD) != 0;
  if (!narrow) {
    mpfr_exp(&r.hi_, &a.hi_, MPFR_RNDU);
    return r;
  }
  mpfr_set(&r.hi_, &r.lo_, MPFR_RNDU);
  if (inexact) mpfr_nextabove(&r.hi_);
  if (!mpfr_zero_p(static_cast<mpfr_ptr>(spread))) {
    Scratch growth(precision);
    mpfr_add_ui(growth, spread, 1, MPFR_RNDU);
    mpfr_mul(growth, growth, spread, MPFR_RNDU);  // w + w^2
    mpfr_add_ui(growth, growth, 1, MPFR_RNDU);
    mpfr_mul(&r.hi_, &r.hi_, growth, MPFR_RNDU);
  }
  return r;
}

Interval log(const Interval& a) {
  Interval r(Interval::Uninitialised{}, mpfr_get_prec(&a.lo_));
  if (a.is_poisoned() || mpfr_sgn(&a.hi_) <= 0) {
    r.poison();
    return r;
  }
  if (mpfr_sgn(&a.lo_) > 0) {
    mpfr_log(&r.lo_, &a.lo_, MPFR_RNDD);
  } else {
    mpfr_set_inf(&r.lo_, -1);
  }
  mpfr_log(&r.hi_, &a.hi_, MPFR_RNDU);
  return r;
}

Interval abs(const Interval& a) {
  if (a.is_poisoned() || mpfr_sgn(&a.lo_) >= 0) return a;
  if (mpfr_sgn(&a.hi_) <= 0) return -a;
  Interval r(Interval::Uninitialised{}, mpfr_get_prec(&a.lo_));
  mpfr_abs(&r.hi_, mpfr_cmpabs(&a.lo_, &a.hi_) > 0 ? &a.lo_ : &a.hi_, MPFR_RNDU);
  return r;
}

// min, max, hull and intersection choose among endpoints; at the larger precision that is exact in every rounding mode.
Interval min(const Interval& a, const Interval& b) {
  Interval r(Interval::Uninitialised{}, std::max(mpfr_get_prec(&a.lo_), mpfr_get_prec(&b.lo_)));
  if (a.is_poisoned() || b.is_poisoned()) {
    r.poison();
    return r;
  }
  mpfr_min(&r.lo_, &a.lo_, &b.lo_, MPFR_RNDD);
  mpfr_min(&r.hi_, &a.hi_, &b.hi_, MPFR_RNDU);
  return r;
}

Interval max(const Interval& a, const Interval& b) {
  Interval r(Interval::Uninitialised{}, std::max(mpfr_get_prec(&a.lo_), mpfr_get_prec(&b.lo_)));
  if (a.is_poisoned() || b.is_poisoned()) {
    r.poison();
    return r;
  }
  mpfr_max(&r.lo_, &a.lo_, &b.lo_, MPFR_RNDD);
  mpfr_max(&r.hi_, &a.hi_, &b.hi_, MPFR_RNDU);
  return r;
}

// Unlike a set library's hull, ours does not skip an empty operand: it is poison, and poison is passed on.
Interval hull(const Interval& a, const Interval& b) {
  Interval r(Interval::Uninitialised{}, std::max(mpfr_get_prec(&a.lo_), mpfr_get_prec(&b.lo_)));
  if (a.is_poisoned() || b.is_poisoned()) {
    r.poison();
    return r;
  }
  mpfr_min(&r.lo_, &a.lo_, &b.lo_, MPFR_RNDD);
  mpfr_max(&r.hi_, &a.hi_, &b.hi_, MPFR_RNDU);
  return r;
}

Interval intersection(const Interval& a, const Interval& b) {
  Interval r(Interval::Uninitialised{}, std::max(mpfr_get_prec(&a.lo_), mpfr_get_prec(&b.lo_)));
  if (a.is_poisoned() || b.is_poisoned()) {
    r.poison();
    return r;
  }
  mpfr_max(&r.lo_, &a.lo_, &b.lo_, MPFR_RNDD);
  mpfr_min(&r.hi_, &a.hi_, &b.hi_, MPFR_RNDU);
  r.settle();
  return r;
}

Interval inf(const Interval& a) {
  Interval r = a;
  mpfr_set(&r.hi_, &a.lo_, MPFR_RNDN);
  return r;
}

Interval sup(const Interval& a) {
  Interval r = a;
  mpfr_set(&r.lo_, &a.hi_, MPFR_RNDN);
  return r;
}

Interval mid(const Interval& a) {
  Interval r(Interval::Uninitialised{}, mpfr_get_prec(&a.lo_));
  mpfr_add(&r.lo_, &a.lo_, &a.hi_, MPFR_RNDN);
  mpfr_div_2ui(&r.lo_, &r.lo_, 1, MPFR_RNDN);
  if (mpfr_inf_p(&r.lo_)) {  // the sum of two large ends overflowed; the sum of their halves, which are exact, does not
    mpfr_div_2ui(&r.lo_, &a.lo_, 1, MPFR_RNDN);
    mpfr_div_2ui(&r.hi_, &a.hi_, 1, MPFR_RNDN);
    mpfr_add(&r.lo_, &r.lo_, &r.hi_, MPFR_RNDN);
  }
  mpfr_set(&r.hi_, &r.lo_, MPFR_RNDN);
  if (!a.is_finite()) r.poison();
  return r;
}

Interval rad(const Interval& a) {
  const Interval centre = mid(a);
  Interval r(Interval::Uninitialised{}, mpfr_get_prec(&a.lo_));
  mpfr_sub(&r.lo_, &centre.lo_, &a.lo_, MPFR_RNDU);
  mpfr_sub(&r.hi_, &a.hi_, &centre.lo_, MPFR_RNDU);
  mpfr_max(&r.lo_, &r.lo_, &r.hi_, MPFR_RNDU);
  mpfr_set(&r.hi_, &r.lo_, MPFR_RNDU);
  return r;
}

Interval width(const Interval& a) {
  Interval r(Interval::Uninitialised{}, mpfr_get_prec(&a.lo_));
  mpfr_sub(&r.lo_, &a.hi_, &a.lo_, MPFR_RNDU);
  mpfr_set(&r.hi_, &r.lo_, MPFR_RNDU);
  return r;
}

}  // namespace margincert::numeric
