#include "numeric/interval.hpp"

namespace margincert::numeric {

bool contains(const Interval& outer, const Interval& inner) {
  return mpfr_lessequal_p(&outer.lo_, &inner.lo_) && mpfr_lessequal_p(&inner.hi_, &outer.hi_);
}

bool overlap(const Interval& a, const Interval& b) {
  return mpfr_lessequal_p(&a.lo_, &b.hi_) && mpfr_lessequal_p(&b.lo_, &a.hi_);
}

bool same_endpoints(const Interval& a, const Interval& b) {
  return mpfr_equal_p(&a.lo_, &b.lo_) && mpfr_equal_p(&a.hi_, &b.hi_);
}

// MPFR's comparisons are false on NaN, so poison answers neither question and stays unknown.
Truth is_less(const Interval& a, const Interval& b) {
  if (mpfr_less_p(&a.hi_, &b.lo_)) return Truth::yes;
  return mpfr_lessequal_p(&b.hi_, &a.lo_) ? Truth::no : Truth::unknown;
}

Truth is_less_equal(const Interval& a, const Interval& b) {
  if (mpfr_lessequal_p(&a.hi_, &b.lo_)) return Truth::yes;
  return mpfr_less_p(&b.hi_, &a.lo_) ? Truth::no : Truth::unknown;
}

Truth is_positive(const Interval& a) {
  if (a.is_poisoned()) return Truth::unknown;
  if (mpfr_sgn(&a.lo_) > 0) return Truth::yes;
  return mpfr_sgn(&a.hi_) <= 0 ? Truth::no : Truth::unknown;
}

Truth is_nonnegative(const Interval& a) {
  if (a.is_poisoned()) return Truth::unknown;
  if (mpfr_sgn(&a.lo_) >= 0) return Truth::yes;
  return mpfr_sgn(&a.hi_) < 0 ? Truth::no : Truth::unknown;
}

double Interval::mid_double() const {
  if (!is_finite()) return mpfr_nan_p(&lo_) ? mpfr_get_d(&lo_, MPFR_RNDN) : (mpfr_inf_p(&lo_) ? hi_double() : lo_double());
  return mid(*this).lo_double();
}

}  // namespace margincert::numeric
