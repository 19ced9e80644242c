#include "arb/real.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace margincert::arb {
namespace {

using numeric::Truth;

/// An end of a ball on its way to a double.
class End {
 public:
  End() { arf_init(value_); }
  End(const End&) = delete;
  End& operator=(const End&) = delete;
  ~End() { arf_clear(value_); }
  operator arf_ptr() { return value_; }

 private:
  arf_t value_;
};

constexpr slong bits_of_double = 53;

}  // namespace

Real::Real(long bits) : bits_(bits) {
  if (bits < 2) throw std::out_of_range("a ball cannot be rounded to " + std::to_string(bits) + " bits");
  arb_init(value_);
}

Real& Real::operator=(const Real& other) {
  arb_set(value_, other.value_);
  bits_ = other.bits_;
  return *this;
}

Real& Real::operator=(Real&& other) noexcept {
  arb_swap(value_, other.value_);
  std::swap(bits_, other.bits_);
  return *this;
}

Real Real::exact(double x, long bits) {
  Real result(bits);
  arb_set_d(result.value_, x);
  return result.settle();
}

Real Real::integer(long x, long bits) {
  Real result(bits);
  arb_set_si(result.value_, x);
  return result;
}

Real Real::ratio(long numerator, long denominator, long bits) {
  Real result = integer(numerator, bits);
  arb_div_si(result.value_, result.value_, denominator, bits);
  return result.settle();
}

Real Real::enclosing(arb_srcptr ball, long bits) {
  Real result(bits);
  arb_set(result.value_, ball);
  return result.settle();
}

// Arb's infinite balls are not all passed on: exp of minus infinity is zero, and so is zero times [-oo, oo]. NaN is.
Real& Real::settle() {
  if (!arb_is_finite(value_)) arb_indeterminate(value_);
  return *this;
}

Real& Real::widen_precision(const Real& b) {
  bits_ = std::max(bits_, b.bits_);
  return *this;
}

double Real::lo_double() const {
  End end;
  arb_get_lbound_arf(end, value_, bits_of_double);
  return arf_get_d(end, ARF_RND_FLOOR);
}

double Real::hi_double() const {
  End end;
  arb_get_ubound_arf(end, value_, bits_of_double);
  return arf_get_d(end, ARF_RND_CEIL);
}

Real Real::operator-() const {
  Real result(*this);
  arb_neg(result.value_, result.value_);
  return result;
}

Real& Real::operator+=(const Real& b) {
  widen_precision(b);
  arb_add(value_, value_, b.value_, bits_);
  return settle();
}

Real& Real::operator-=(const Real& b) {
  widen_precision(b);
  arb_sub(value_, value_, b.value_, bits_);
  return settle();
}

Real& Real::operator*=(const Real& b) {
  widen_precision(b);
  arb_mul(value_, value_, b.value_, bits_);
  return settle();
}

Real& Real::operator/=(const Real& b) {
  widen_precision(b);
  arb_div(value_, value_, b.value_, bits_);
  return settle();
}

Real& Real::add_product(const Real& a, const Real& b) {
  widen_precision(a).widen_precision(b);
  arb_addmul(value_, a.value_, b.value_, bits_);
  return settle();
}

Real sqr(const Real& a) {
  Real result(a.bits_);
  arb_sqr(result.value_, a.value_, a.bits_);
  arb_nonnegative_part(result.value_, result.value_);
  return result.settle();
}

// Arb's sqrtpos makes zero of a negative ball, and everything of NaN; here neither has a root.
Real sqrt(const Real& a) {
  Real result(a.bits_);
  if (a.is_poisoned() || arb_is_negative(a.value_)) {
    arb_indeterminate(result.value_);
  } else {
    arb_sqrtpos(result.value_, a.value_, a.bits_);
  }
  return result.settle();
}

Real exp(const Real& a) {
  Real result(a.bits_);
  arb_exp(result.value_, a.value_, a.bits_);
  arb_nonnegative_part(result.value_, result.value_);
  return result.settle();
}

Real log(const Real& a) {
  Real result(a.bits_);
  arb_log(result.value_, a.value_, a.bits_);
  return result.settle();
}

Real abs(const Real& a) {
  Real result(a.bits_);
  arb_abs(result.value_, a.value_);
  arb_nonnegative_part(result.value_, result.value_);
  return result.settle();
}

Real min(const Real& a, const Real& b) {
  Real result(std::max(a.bits_, b.bits_));
  arb_min(result.value_, a.value_, b.value_, result.bits_);
  return result.settle();
}

Real max(const Real& a, const Real& b) {
  Real result(std::max(a.bits_, b.bits_));
  arb_max(result.value_, a.value_, b.value_, result.bits_);
  return result.settle();
}

namespace {

Truth decided(int certainly, int certainly_not) {
  if (certainly) return Truth::yes;
  return certainly_not ? Truth::no : Truth::unknown;
}

}  // namespace

Truth is_less(const Real& a, const Real& b) { return decided(arb_lt(a.value_, b.value_), arb_ge(a.value_, b.value_)); }

Truth is_less_equal(const Real& a, const Real& b) {
  return decided(arb_le(a.value_, b.value_), arb_gt(a.value_, b.value_));
}

Truth is_positive(const Real& a) { return decided(arb_is_positive(a.value_), arb_is_nonpositive(a.value_)); }

Truth is_nonnegative(const Real& a) { return decided(arb_is_nonnegative(a.value_), arb_is_negative(a.value_)); }

}  // namespace margincert::arb
