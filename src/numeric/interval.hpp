#pragma once

#include <mpfr.h>

#include <concepts>
#include <span>

#include "numeric/precision.hpp"
#include "numeric/truth.hpp"

namespace margincert::numeric {

/// An enclosure: a closed interval [lo, hi] of reals with MPFR endpoints of a stated precision.
///
/// Contract (inclusion): for all reals a in A and b in B, and every operation f below, f(a, b) is in f(A, B).
/// Every lower endpoint is computed with MPFR_RNDD and every upper one with MPFR_RNDU, so each is a bound by itself;
/// where a function composes several roundings, all of them go the same way and the comment at its definition says so.
///
/// Points. An enclosure made by `exact` is a single real, and operations whose result is representable keep it so.
/// Unbounded. An endpoint may be infinite (set-based flavour of IEEE 1788: [-oo, 3] is {x <= 3}). MPFR's exponents
/// reach 2^30; beyond, directed rounding goes to the outer side (infinity or the largest number), never to a wrong bound.
/// Poison. The empty set (log of a negative, an empty intersection, a NaN input) is held as NaN endpoints and every
/// operation passes it on, so a verdict can see it: a poisoned enclosure is never `yes` or `no`, only `unknown`.
///
/// Precision. Results carry the larger precision of their operands. Bare `double`s do not convert: a literal such as 0.1
/// is not the number it seems, so inputs come in through `exact` by name. Plain `int`s are exact and may be mixed in.
///
/// Storage is inline (no allocation in any operation); the type is copied, not shared.
class Interval {
 public:
  /// The point zero.
  explicit Interval(Precision precision);
  Interval(const Interval& other) { copy_from(other); }
  Interval& operator=(const Interval& other) {
    if (this != &other) copy_from(other);
    return *this;
  }

  /// The point x; poisoned when x is NaN or infinite, since an input must be a number.
  static Interval exact(double x, Precision precision);
  static Interval integer(long x, Precision precision);
  /// Enclosure of numerator / denominator; poisoned when the denominator is 0.
  static Interval ratio(long numerator, long denominator, Precision precision);
  /// [lo, hi] from doubles, infinite ends allowed; poisoned unless lo <= hi.
  static Interval between(double lo, double hi, Precision precision);
  /// [lo, hi] from MPFR numbers, rounded outward to `precision`; poisoned unless lo <= hi.
  static Interval outward(mpfr_srcptr lo, mpfr_srcptr hi, Precision precision);
  static Interval poisoned(Precision precision);
  static Interval entire(Precision precision);

  Precision precision() const { return Precision(static_cast<int>(mpfr_get_prec(&lo_))); }
  bool is_poisoned() const { return mpfr_nan_p(&lo_) || mpfr_nan_p(&hi_); }
  bool is_finite() const { return mpfr_number_p(&lo_) && mpfr_number_p(&hi_); }
  bool is_point() const { return mpfr_equal_p(&lo_, &hi_); }
  bool is_zero() const { return mpfr_zero_p(&lo_) && mpfr_zero_p(&hi_); }

  mpfr_srcptr lo() const { return &lo_; }
  mpfr_srcptr hi() const { return &hi_; }
  /// Endpoints rounded outward to binary64.
  double lo_double() const { return mpfr_get_d(&lo_, MPFR_RNDD); }
  double hi_double() const { return mpfr_get_d(&hi_, MPFR_RNDU); }
  /// A double near the middle, for display and for steering searches; never for a verdict.
  double mid_double() const;

  Interval operator-() const;
  Interval& operator+=(const Interval& b);
  Interval& operator-=(const Interval& b);
  Interval& operator*=(const Interval& b);
  Interval& operator/=(const Interval& b);
  /// *this += a * b; per direction one product and one sum, both rounded that way.
  Interval& add_product(const Interval& a, const Interval& b);

  friend Interval operator+(const Interval& a, const Interval& b);
  friend Interval operator-(const Interval& a, const Interval& b);
  friend Interval operator*(const Interval& a, const Interval& b);
  /// Set-based: dividing by an interval around zero gives a half-line or everything; by [0, 0], poison.
  friend Interval operator/(const Interval& a, const Interval& b);

  friend Interval sqr(const Interval& a);
  friend Interval sqrt(const Interval& a);  ///< of the non-negative part; poisoned when there is none
  friend Interval exp(const Interval& a);
  friend Interval log(const Interval& a);  ///< of the positive part; poisoned when there is none
  friend Interval abs(const Interval& a);
  friend Interval min(const Interval& a, const Interval& b);
  friend Interval max(const Interval& a, const Interval& b);
  friend Interval hull(const Interval& a, const Interval& b);
  friend Interval intersection(const Interval& a, const Interval& b);
  /// a * b + c with a single rounding per direction.
  friend Interval fma(const Interval& a, const Interval& b, const Interval& c);

  /// Points: the midpoint (nearest), and the radius and width (rounded up) as seen from that midpoint.
  friend Interval mid(const Interval& a);
  friend Interval rad(const Interval& a);
  friend Interval width(const Interval& a);
  /// The endpoints as points.
  friend Interval inf(const Interval& a);
  friend Interval sup(const Interval& a);

  /// Does every real of a contain ... : set relations, for tests and domain checks.
  friend bool contains(const Interval& outer, const Interval& inner);
  friend bool overlap(const Interval& a, const Interval& b);
  friend bool same_endpoints(const Interval& a, const Interval& b);

  /// Relations between the two enclosed reals.
  friend Truth is_less(const Interval& a, const Interval& b);
  friend Truth is_less_equal(const Interval& a, const Interval& b);
  friend Truth is_positive(const Interval& a);
  friend Truth is_nonnegative(const Interval& a);

 private:
  static constexpr int limbs_per_endpoint = Precision::maximum / GMP_NUMB_BITS;

  struct Uninitialised {};
  Interval(Uninitialised, mpfr_prec_t precision);
  void bind(mpfr_prec_t precision);
  void copy_from(const Interval& other);
  void poison();
  /// Restores the invariant after lo and hi were written: anything but lo <= hi becomes poison.
  void settle();

  // The limbs of lo and hi lie side by side, so that low precisions touch few cache lines.
  __mpfr_struct lo_;
  __mpfr_struct hi_;
  mp_limb_t limbs_[2 * limbs_per_endpoint];
};

/// Exact small integers in formulas: 1 - p, 2 * a. Constrained to int so that a double literal cannot slip through it.
template <std::same_as<int> I>
Interval operator+(const Interval& a, I b) { return a + Interval::integer(b, a.precision()); }
template <std::same_as<int> I>
Interval operator+(I a, const Interval& b) { return Interval::integer(a, b.precision()) + b; }
template <std::same_as<int> I>
Interval operator-(const Interval& a, I b) { return a - Interval::integer(b, a.precision()); }
template <std::same_as<int> I>
Interval operator-(I a, const Interval& b) { return Interval::integer(a, b.precision()) - b; }
template <std::same_as<int> I>
Interval operator*(I a, const Interval& b) { return Interval::integer(a, b.precision()) * b; }
template <std::same_as<int> I>
Interval operator/(const Interval& a, I b) { return a / Interval::integer(b, a.precision()); }
template <std::same_as<int> I>
Interval operator/(I a, const Interval& b) { return Interval::integer(a, b.precision()) / b; }

/// Enclosure of the inner product of two vectors of the same, positive length.
Interval dot(std::span<const Interval> a, std::span<const Interval> b);

}  // namespace margincert::numeric
