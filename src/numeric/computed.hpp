#pragma once

#include <algorithm>
#include <cmath>

namespace margincert::numeric {

/// What a binary64 program may have computed at one place: every result lies in [lo, hi], whichever machine it ran on.
///
/// The programs meant are those that do the stated operations in the stated order, each of + - * / correctly rounded to
/// nearest (IEEE 754; no fused multiply-add, no wider registers) and each exp within `exp_ulps` units in the last place
/// of the true value: a libm's exponential is not correctly rounded, and libms differ.
///
/// Contract (inclusion): where the program's operands are in A and B, its result fl(a o b) is in the result below. As
/// rounding to nearest is monotone, the least and greatest of fl(a o b) over a box are the rounded values at corners of
/// it: no inflation is needed, the machine's own operation on the ends is the bound, underflow included, and points
/// stay points. Only exp widens.
///
/// Poison. Where an operation may overflow, divide by zero or start from what is not a number, the result is poison
/// (NaN ends), which every operation passes on. It encloses nothing.
class Computed {
 public:
  /// The bound on a libm's exp, in units in the last place; the GNU C library documents 1 for binary64 on its usual
  /// machines. Whoever relies on it for a libm at hand checks it there: exp(Computed(x)).contains(std::exp(x)).
  static constexpr int exp_ulps = 2;

  explicit Computed(double x) : Computed(x, x) {}
  static Computed between(double lo, double hi) { return Computed(lo, hi); }

  double lo() const { return lo_; }
  double hi() const { return hi_; }
  bool is_poisoned() const { return std::isnan(lo_); }
  bool is_point() const { return lo_ == hi_; }
  /// Never true of poison.
  bool contains(double x) const { return lo_ <= x && x <= hi_; }

  friend Computed operator+(const Computed& a, const Computed& b) { return Computed(a.lo_ + b.lo_, a.hi_ + b.hi_); }
  friend Computed operator-(const Computed& a, const Computed& b) { return Computed(a.lo_ - b.hi_, a.hi_ - b.lo_); }
  friend Computed operator*(const Computed& a, const Computed& b) {
    const auto [least, greatest] = std::minmax({a.lo_ * b.lo_, a.lo_ * b.hi_, a.hi_ * b.lo_, a.hi_ * b.hi_});
    return Computed(least, greatest);
  }
  friend Computed operator/(const Computed& a, const Computed& b) {
    if (!(b.lo_ > 0 || b.hi_ < 0)) return Computed(NAN);
    const auto [least, greatest] = std::minmax({a.lo_ / b.lo_, a.lo_ / b.hi_, a.hi_ / b.lo_, a.hi_ / b.hi_});
    return Computed(least, greatest);
  }
  Computed& operator+=(const Computed& b) { return *this = *this + b; }
  Computed& operator-=(const Computed& b) { return *this = *this - b; }
  Computed& operator*=(const Computed& b) { return *this = *this * b; }
  Computed& operator/=(const Computed& b) { return *this = *this / b; }

  /// Exact: a program's negation never rounds.
  Computed operator-() const { return Computed(-hi_, -lo_); }

  friend Computed exp(const Computed& a);
  /// The greater of the two results, as a comparison in the program finds it.
  friend Computed greater(const Computed& a, const Computed& b) {
    if (a.is_poisoned() || b.is_poisoned()) return Computed(NAN);
    return Computed(std::max(a.lo_, b.lo_), std::max(a.hi_, b.hi_));
  }
  /// What is either of the two; poison if one of them is.
  friend Computed hull(const Computed& a, const Computed& b) {
    if (a.is_poisoned() || b.is_poisoned()) return Computed(NAN);
    return Computed(std::min(a.lo_, b.lo_), std::max(a.hi_, b.hi_));
  }

 private:
  /// Anything but finite ends is poison: then all values between are finite, and no infinity or NaN can arise unseen.
  Computed(double lo, double hi) : lo_(lo), hi_(hi) {
    if (!(std::isfinite(lo) && std::isfinite(hi) && lo <= hi)) lo_ = hi_ = NAN;
  }

  double lo_, hi_;
};

}  // namespace margincert::numeric
