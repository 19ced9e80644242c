#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "numeric/truth.hpp"

namespace margincert::numeric {

/// A function on a box, enclosed: affine arithmetic in binary64.
///
/// The box is [-1, 1]^m, its coordinates ε are how far every input is from its centre as a share of its half-width. An
/// Affine stands for a real function x(ε) of which two things are certain at every ε of the box:
///
///     x(ε) ∈ Σ_i slope_i ε_i + [base_lo, base_hi]        what it has in common with other functions on the box
///     x(ε) ∈ [lo, hi]                                    its range, never worse than interval arithmetic's
///
/// Contract (inclusion): if X and Y enclose x and y in this sense, f(X, Y) encloses ε ↦ f(x(ε), y(ε)). Slopes are
/// computed in round-to-nearest by vectorised loops; what each loop may be off by is bounded where it stands and goes
/// into the base, as does all that is not of first order. Ends are rounded outward. No rounding mode is ever changed,
/// and no exponential or logarithm of the C library is trusted.
///
/// Constants have no slopes, and cost no more than a few operations. Unbounded: where a range is infinite there are no
/// slopes. Poison: NaN ends; a NaN input, a logarithm or root of negatives only, or an empty intersection; every
/// operation passes it on.
class Affine {
 public:
  Affine() = default;  ///< the constant zero
  /// The constant x; poisoned unless finite.
  static Affine exact(double x);
  static Affine integer(int x) { return exact(x); }
  static Affine ratio(long numerator, long denominator);
  /// Anything within [lo, hi]; poisoned unless lo <= hi.
  static Affine within(double lo, double hi);
  /// centre + half_width ε_index; half_width >= 0.
  static Affine input(double centre, double half_width, std::size_t index);
  /// The same function, its base taken for one more coordinate of the box: what is computed from it several times then
  /// knows that it is the same. `index` is above all that the slopes have; nothing else may use it.
  Affine with_base_as_input(std::size_t index) const;

  bool is_poisoned() const { return !(lo_ <= hi_); }
  bool is_point() const { return lo_ == hi_; }
  double lo_double() const { return lo_; }
  double hi_double() const { return hi_; }
  /// Near the value at the centre of the box, for steering; never for a verdict.
  double mid_double() const;
  /// Those after the last are 0.
  std::span<const double> slopes() const { return slopes_; }
  double base_lo() const { return base_lo_; }
  double base_hi() const { return base_hi_; }
  /// At least Σ |slope_i|.
  double reach() const { return reach_; }

  Affine operator-() const;
  Affine& operator+=(const Affine& b) { return *this = *this + b; }
  Affine& operator-=(const Affine& b) { return *this = *this - b; }
  Affine& operator*=(const Affine& b) { return *this = *this * b; }
  Affine& operator/=(const Affine& b) { return *this = *this / b; }

  friend Affine operator+(const Affine& a, const Affine& b);
  friend Affine operator-(const Affine& a, const Affine& b);
  friend Affine operator*(const Affine& a, const Affine& b);
  /// Unbounded where b's range contains 0.
  friend Affine operator/(const Affine& a, const Affine& b);

  friend Affine sqr(const Affine& a);
  friend Affine sqrt(const Affine& a);  ///< of the non-negative part
  friend Affine exp(const Affine& a);
  friend Affine log(const Affine& a);  ///< of the positive part
  friend Affine abs(const Affine& a);
  /// One of the two where the order is certain, else the mixture of both that leaves the narrowest base.
  friend Affine min(const Affine& a, const Affine& b);
  friend Affine max(const Affine& a, const Affine& b);

  /// sum += a * b.
  friend void add_product(Affine& sum, const Affine& a, const Affine& b);
  /// sum += a * (b - shift).
  friend void add_product_shifted(Affine& sum, const Affine& a, const Affine& b, double shift);
  /// The same function, known to be within [lo, hi] too.
  friend Affine narrowed(Affine a, double lo, double hi);

  /// A lower bound of a - weight * b over the box, weight >= 0; -infinity where there is none.
  friend double lower_bound_of_difference(const Affine& a, double weight, const Affine& b);

  friend Truth is_less(const Affine& a, const Affine& b);
  friend Truth is_less_equal(const Affine& a, const Affine& b);
  friend Truth is_positive(const Affine& a);
  friend Truth is_nonnegative(const Affine& a);
  friend bool same_endpoints(const Affine& a, const Affine& b) { return a.lo_ == b.lo_ && a.hi_ == b.hi_; }
  /// Certainly one and the same function: copies of one result, or one constant. Enclosures that merely look alike are
  /// not.
  friend bool same_function(const Affine& a, const Affine& b) {
    return (a.is_point() && same_endpoints(a, b)) || (a.result_ != 0 && a.result_ == b.result_);
  }

 private:
  struct Combination;
  struct Operand;
  struct Remainder;
  struct Scales;

  static Affine poisoned();
  static Combination combine(const Affine& a, double p, const Affine& b, double q);
  static Remainder product(const Operand& a, const Operand& b);
  static Affine image(const Affine& a, double slope, double origin, double rest_lo, double rest_hi, double lo,
                      double hi);
  static Affine lower_envelope(const Affine& a, const Affine& b, bool upper);
  static double distance(const Affine& a, const Affine& b);
  double accumulate(const std::vector<double>& a, double p, double a_reach, const std::vector<double>& b, double q,
                    double b_reach);
  bool has_finite_range() const;
  void settle();

  std::vector<double> slopes_;
  double reach_ = 0;
  double base_lo_ = 0, base_hi_ = 0;
  double lo_ = 0, hi_ = 0;
  std::uint64_t result_ = 0;  ///< which computation this came out of, copies included; 0 for inputs and constants
};

/// Inner product of two vectors of the same, positive length.
Affine dot(std::span<const Affine> a, std::span<const Affine> b);

template <std::same_as<int> I>
Affine operator+(const Affine& a, I b) {
  return a + Affine::integer(b);
}
template <std::same_as<int> I>
Affine operator+(I a, const Affine& b) {
  return Affine::integer(a) + b;
}
template <std::same_as<int> I>
Affine operator-(const Affine& a, I b) {
  return a - Affine::integer(b);
}
template <std::same_as<int> I>
Affine operator-(I a, const Affine& b) {
  return Affine::integer(a) - b;
}
template <std::same_as<int> I>
Affine operator*(I a, const Affine& b) {
  return Affine::integer(a) * b;
}
template <std::same_as<int> I>
Affine operator/(const Affine& a, I b) {
  return a / Affine::integer(b);
}
template <std::same_as<int> I>
Affine operator/(I a, const Affine& b) {
  return Affine::integer(a) / b;
}

}  // namespace margincert::numeric
