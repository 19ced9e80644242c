#pragma once

#include <arb.h>

#include <concepts>

#include "numeric/truth.hpp"

namespace margincert::arb {

/// An enclosure by Arb: a ball, i.e. all reals within a radius of a midpoint, and the precision in bits to which
/// results are rounded. It offers what a template written for numeric::Interval uses, and shares no arithmetic with it.
///
/// Contract (inclusion): for all reals a in A and b in B, and every operation f below, f(a, b) is in f(A, B).
/// What cannot be represented goes into the radius; results that fit keep radius zero, so exact steps stay points.
///
/// Poison. A ball that is not finite encloses nothing that a verdict could use: it is held as Arb's NaN ball, every
/// operation passes it on, and a relation with it is `unknown`. Where Interval would give a half-line or everything
/// (division by a ball around zero, log of one that touches zero), this type gives poison.
///
/// Precision. Results carry the larger precision of their operands. Exact inputs are kept as they are, even where they
/// have more bits than the precision. Bare `double`s do not convert; plain `int`s are exact and may be mixed in.
class Real {
 public:
  /// The point zero at 53 bits.
  Real() noexcept { arb_init(value_); }
  Real(const Real& other) : Real() { *this = other; }
  Real(Real&& other) noexcept : Real() { *this = static_cast<Real&&>(other); }
  Real& operator=(const Real& other);
  Real& operator=(Real&& other) noexcept;
  ~Real() { arb_clear(value_); }

  /// The point x; poisoned when x is NaN or infinite. Here and below, fewer than two bits throw std::out_of_range.
  static Real exact(double x, long bits);
  static Real integer(long x, long bits);
  /// Enclosure of numerator / denominator; poisoned when the denominator is 0.
  static Real ratio(long numerator, long denominator, long bits);
  /// A copy of the ball; poisoned unless it is finite.
  static Real enclosing(arb_srcptr ball, long bits);

  long precision_bits() const { return bits_; }
  bool is_poisoned() const { return !arb_is_finite(value_); }
  bool is_point() const { return arb_is_exact(value_) && !is_poisoned(); }
  arb_srcptr get() const { return value_; }

  /// Ends rounded outward to binary64, infinite where they are beyond it; NaN for poison.
  double lo_double() const;
  double hi_double() const;
  /// The midpoint, to nearest, for display and for steering searches; never for a verdict.
  double mid_double() const { return arf_get_d(arb_midref(value_), ARF_RND_NEAR); }

  Real operator-() const;
  Real& operator+=(const Real& b);
  Real& operator-=(const Real& b);
  Real& operator*=(const Real& b);
  /// Poisoned when b contains zero.
  Real& operator/=(const Real& b);
  /// *this += a * b with a single rounding.
  Real& add_product(const Real& a, const Real& b);

  friend Real operator+(Real a, const Real& b) { return static_cast<Real&&>(a += b); }
  friend Real operator-(Real a, const Real& b) { return static_cast<Real&&>(a -= b); }
  friend Real operator*(Real a, const Real& b) { return static_cast<Real&&>(a *= b); }
  friend Real operator/(Real a, const Real& b) { return static_cast<Real&&>(a /= b); }

  // The enclosures of squares, roots, exponentials and absolute values have no negative member.
  friend Real sqr(const Real& a);
  friend Real sqrt(const Real& a);  ///< of the non-negative part; poisoned when there is none
  friend Real exp(const Real& a);
  friend Real log(const Real& a);  ///< poisoned unless all of a is positive
  friend Real abs(const Real& a);
  friend Real min(const Real& a, const Real& b);
  friend Real max(const Real& a, const Real& b);

  /// Both are points, and the same one.
  friend bool same_endpoints(const Real& a, const Real& b) { return arb_eq(a.value_, b.value_) != 0; }

  /// Relations between the two enclosed reals: `yes` and `no` only where they hold for all members of both balls.
  friend numeric::Truth is_less(const Real& a, const Real& b);
  friend numeric::Truth is_less_equal(const Real& a, const Real& b);
  friend numeric::Truth is_positive(const Real& a);
  friend numeric::Truth is_nonnegative(const Real& a);

 private:
  /// Exact zero, to be written by whoever makes it.
  explicit Real(long bits);
  /// Restores the invariant after the ball was written: one that is not finite becomes the NaN ball.
  Real& settle();
  Real& widen_precision(const Real& b);

  arb_t value_;
  long bits_ = 53;
};

/// Exact small integers in formulas: 1 - p, 2 * a. Constrained to int so that a double literal cannot slip through it.
template <std::same_as<int> I>
Real operator+(const Real& a, I b) { return a + Real::integer(b, a.precision_bits()); }
template <std::same_as<int> I>
Real operator+(I a, const Real& b) { return Real::integer(a, b.precision_bits()) + b; }
template <std::same_as<int> I>
Real operator-(const Real& a, I b) { return a - Real::integer(b, a.precision_bits()); }
template <std::same_as<int> I>
Real operator-(I a, const Real& b) { return Real::integer(a, b.precision_bits()) - b; }
template <std::same_as<int> I>
Real operator*(const Real& a, I b) { return a * Real::integer(b, a.precision_bits()); }
template <std::same_as<int> I>
Real operator*(I a, const Real& b) { return Real::integer(a, b.precision_bits()) * b; }
template <std::same_as<int> I>
Real operator/(const Real& a, I b) { return a / Real::integer(b, a.precision_bits()); }
template <std::same_as<int> I>
Real operator/(I a, const Real& b) { return Real::integer(a, b.precision_bits()) / b; }

}  // namespace margincert::arb
