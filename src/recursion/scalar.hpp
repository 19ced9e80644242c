#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <span>
#include <vector>

#include "numeric/affine.hpp"
#include "numeric/ball.hpp"
#include "numeric/computed.hpp"
#include "numeric/dual.hpp"
#include "numeric/interval.hpp"
#include "recursion/rows.hpp"

namespace margincert::recursion {

/// How a scalar type takes in exact inputs. The recursion is written once for any scalar S with +, -, *, /, exp, log,
/// min, max, abs and an arithmetic that turns a binary64 or a fraction into an S.
template <class A>
concept Arithmetic = requires(const A& arithmetic, typename A::Scalar s, double x, long k) {
  { arithmetic.exact(x) } -> std::same_as<typename A::Scalar>;
  { arithmetic.ratio(k, k) } -> std::same_as<typename A::Scalar>;
  { arithmetic.steering_value(s) } -> std::same_as<double>;
};

/// Enclosures at a stated precision: the arithmetic of verdicts.
class IntervalArithmetic {
 public:
  using Scalar = numeric::Interval;
  explicit IntervalArithmetic(numeric::Precision precision) : precision_(precision) {}

  numeric::Precision precision() const { return precision_; }
  Scalar exact(double x) const { return Scalar::exact(x, precision_); }
  Scalar ratio(long numerator, long denominator) const { return Scalar::ratio(numerator, denominator, precision_); }
  double steering_value(const Scalar& s) const { return s.mid_double(); }

 private:
  numeric::Precision precision_;
};

/// Balls of 128 bits: the fast arithmetic of the lower rungs. Poison means out of range; IntervalArithmetic then
/// decides.
struct BallArithmetic {
  using Scalar = numeric::Ball;
  Scalar exact(double x) const { return Scalar::exact(x); }
  Scalar ratio(long numerator, long denominator) const {
    return Scalar::integer(numerator) / Scalar::integer(denominator);
  }
  double steering_value(const Scalar& s) const { return s.mid_double(); }
};

/// Functions on a box of tasks.
struct AffineArithmetic {
  using Scalar = numeric::Affine;
  Scalar exact(double x) const { return Scalar::exact(x); }
  Scalar ratio(long numerator, long denominator) const { return Scalar::ratio(numerator, denominator); }
  double steering_value(const Scalar& s) const { return s.mid_double(); }
};

/// Plain binary64, round to nearest: fast, and never the ground of a verdict.
struct DoubleArithmetic {
  using Scalar = double;
  double exact(double x) const { return x; }
  double ratio(long numerator, long denominator) const {
    return static_cast<double>(numerator) / static_cast<double>(denominator);
  }
  double steering_value(double s) const { return s; }
};

/// How many derivatives one run of SlopeArithmetic carries.
inline constexpr std::size_t directions_at_once = 8;

/// Binary64 with derivatives along a few directions of the inputs: for searches, never the ground of a verdict.
struct SlopeArithmetic {
  using Scalar = numeric::Dual<directions_at_once>;
  Scalar exact(double x) const { return Scalar(x); }
  Scalar ratio(long numerator, long denominator) const {
    return Scalar(DoubleArithmetic().ratio(numerator, denominator));
  }
  double steering_value(const Scalar& s) const { return s.value; }
};

// What the step calls by name, for scalars that are plain numbers, and for what a program on plain numbers computes.
// Interval brings its own.
template <class S>
concept PlainNumber = std::floating_point<S> || std::same_as<S, numeric::Computed> || requires(S s) {
  s.backend();
} || requires(S s) {
  s.slope;
};

template <PlainNumber S>
S dot(std::span<const S> a, std::span<const S> b) {
  S sum = a[0] * b[0];
  for (std::size_t i = 1; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}
template <PlainNumber S>
void add_product(S& sum, const S& a, const S& b) {
  sum += a * b;
}
inline void add_product(numeric::Interval& sum, const numeric::Interval& a, const numeric::Interval& b) {
  sum.add_product(a, b);
}

/// Enclosures whose middles are beyond binary64 are told apart by where they end; of other numbers nothing more is
/// known.
template <class S>
bool reaches_higher(const S&, const S&) {
  return false;
}
inline bool reaches_higher(const numeric::Interval& a, const numeric::Interval& b) {
  return mpfr_greater_p(a.hi(), b.hi()) != 0;
}

/// Which of the numbers, at least one, looks largest: for choices that matter for accuracy only.
template <Arithmetic A, class S = typename A::Scalar>
std::size_t looks_largest(const std::vector<S>& numbers, const A& arithmetic) {
  std::size_t top = 0;
  double top_value = -HUGE_VAL;
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    const double value = arithmetic.steering_value(numbers[k]);
    const bool beyond_binary64 = value == top_value && !(std::abs(value) < std::numeric_limits<double>::max());
    if (value > top_value || (beyond_binary64 && reaches_higher(numbers[k], numbers[top]))) {
      top = k;
      top_value = value;
    }
  }
  return top;
}

/// Σ_k weights[k] values[keys[k]][column]: one coordinate of a weighted sum of rows.
template <class S>
S weighted_sum(std::span<const S> weights, std::span<const std::size_t> keys, const Rows<S>& values,
               std::size_t column) {
  S sum = weights[0] * values[keys[0]][column];
  for (std::size_t k = 1; k < keys.size(); ++k) add_product(sum, weights[k], values[keys[k]][column]);
  return sum;
}
inline numeric::Ball weighted_sum(std::span<const numeric::Ball> weights, std::span<const std::size_t> keys,
                                  const Rows<numeric::Ball>& values, std::size_t column) {
  return gathered_dot(weights, keys, &values[0][column], values.columns());
}

}  // namespace margincert::recursion
