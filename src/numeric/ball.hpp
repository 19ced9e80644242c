#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "numeric/interval.hpp"

namespace margincert::numeric {

/// A fast enclosure: midpoint of 128 bits, radius in binary64. The reals it stands for are those within `radius` of the
/// midpoint. It serves the lower rungs of the ladder, where trajectories are made of short inner products and
/// exponentials; Interval is the reference that it is tested against, and the one that has no limits of range.
///
/// Contract (inclusion): for all reals a in A and b in B, f(a, b) is in f(A, B). Midpoints are truncated, and what is
/// cut off goes into the radius; results that fit keep radius zero, so exact inputs and exact steps stay points.
///
/// Radii are computed in round-to-nearest from non-negative terms and then inflated (`grown` in ball.cpp), which covers
/// every rounding on the way; no rounding mode is ever changed.
///
/// Range. A midpoint is zero or 2^-401 <= |midpoint| < 2^400; a radius is zero or 2^-510 <= radius < 2^400. Hence every
/// product of two of them lies in [2^-1020, 2^801], where binary64 neither under- nor overflows: a radius cannot vanish
/// on the way. A smaller result becomes a ball around (nearly) zero that contains it; a larger one becomes poison, as
/// does an input out of range: it encloses nothing, every operation passes it on, and whoever meets it starts again
/// with Interval.
class Ball {
 public:
  static constexpr int max_exponent = 400;
  static constexpr double least_radius = 0x1p-510;  ///< of all that are not zero

  Ball() = default;  ///< the point zero
  static Ball exact(double x);
  static Ball integer(long x);
  /// The ball around an interval of at most 128 bits; poisoned where the middle or an end is out of range.
  static Ball around(const Interval& x);
  static Ball poisoned();

  bool is_poisoned() const { return !(radius_ < 0x1p400); }
  bool is_point() const { return radius_ == 0; }
  double radius() const { return radius_; }
  /// The midpoint to nearly 53 bits, for steering; never for a verdict.
  double mid_double() const;
  /// Both ends rounded outward to `precision`.
  Interval to_interval(Precision precision) const;

  Ball operator-() const;
  friend Ball operator+(const Ball& a, const Ball& b);
  friend Ball operator-(const Ball& a, const Ball& b);
  friend Ball operator*(const Ball& a, const Ball& b);
  friend Ball operator/(const Ball& a, const Ball& b);
  Ball& operator+=(const Ball& b) { return *this = *this + b; }
  Ball& operator-=(const Ball& b) { return *this = *this - b; }
  Ball& operator*=(const Ball& b) { return *this = *this * b; }
  Ball& operator/=(const Ball& b) { return *this = *this / b; }

  /// For |midpoint(a)| < 276 the midpoint is off by less than 2^-122 of itself, and the radius takes that in. Below,
  /// the result is [0, 2^-396]; above, and for a radius over 1/4, poison.
  friend Ball exp(const Ball& a);
  /// Through Interval at 128 bits; poisoned unless all of a is positive.
  friend Ball log(const Ball& a);
  friend Ball abs(const Ball& a);
  /// One of the two where the order is certain, else a ball around both.
  friend Ball min(const Ball& a, const Ball& b);
  friend Ball max(const Ball& a, const Ball& b);

  /// sum += a * b with one truncation.
  friend void add_product(Ball& sum, const Ball& a, const Ball& b);
  /// Inner product of two vectors of the same, positive length: products and sums are exact to 192 bits below the
  /// largest product, then truncated once.
  friend Ball dot(std::span<const Ball> a, std::span<const Ball> b);
  /// Σ_k weights[k] * values[keys[k] * stride], likewise.
  friend Ball gathered_dot(std::span<const Ball> weights, std::span<const std::size_t> keys, const Ball* values,
                           std::size_t stride);

 private:
  friend class WideSum;

  /// |midpoint| = mantissa / 2^128 * 2^exponent, mantissa in [2^127, 2^128), or sign = 0 for a midpoint of zero.
  std::uint64_t high_ = 0;
  std::uint64_t low_ = 0;
  std::int32_t exponent_ = 0;
  std::int32_t sign_ = 0;
  double radius_ = 0;
};

}  // namespace margincert::numeric
