#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

/// Single operations on binary64 rounded towards minus (down) or plus infinity (up), in round-to-nearest: the nearest
/// result, moved by one step where it may lie on the wrong side. Sums are moved only where they are not exact, products
/// and quotients unless an operand says that they are. An end of an interval may be infinite; 0 times infinity is then
/// 0.
namespace margincert::numeric {

inline double next_up(double x) {
  if (!(x < std::numeric_limits<double>::infinity())) return x;  // +oo, NaN
  if (x == 0) return std::numeric_limits<double>::denorm_min();
  const auto bits = std::bit_cast<std::int64_t>(x);
  return std::bit_cast<double>(x > 0 ? bits + 1 : bits - 1);
}
inline double next_down(double x) { return -next_up(-x); }

/// a + b - fl(a + b), exactly (Knuth's TwoSum), for numbers whose sum is nowhere near overflow.
inline double sum_error(double a, double b, double sum) {
  const double of_b = sum - a;
  return (a - (sum - of_b)) + (b - of_b);
}

inline double add_up(double a, double b) {
  const double sum = a + b;
  if (!(std::abs(a) + std::abs(b) < 0x1p1020)) return std::isinf(a) || std::isinf(b) ? sum : next_up(sum);
  return sum_error(a, b, sum) <= 0 ? sum : next_up(sum);
}
inline double add_down(double a, double b) { return -add_up(-a, -b); }
inline double sub_up(double a, double b) { return add_up(a, -b); }
inline double sub_down(double a, double b) { return -add_up(-a, b); }

inline double mul_up(double a, double b) {
  if (a == 0 || b == 0) return 0;
  const double product = a * b;
  const bool exact = std::abs(a) == 1 || std::abs(b) == 1 || std::isinf(a) || std::isinf(b);
  return exact ? product : next_up(product);
}
inline double mul_down(double a, double b) { return -mul_up(-a, b); }

inline double div_up(double a, double b) {
  if (a == 0 || std::abs(b) == 1) return a * b;
  return next_up(a / b);
}
inline double div_down(double a, double b) { return -div_up(-a, b); }

/// The square root is correctly rounded by IEEE 754.
inline double sqrt_up(double x) { return x == 0 || x == 1 ? x : next_up(std::sqrt(x)); }
inline double sqrt_down(double x) { return x == 0 || x == 1 ? x : std::max(0.0, next_down(std::sqrt(x))); }

/// Something between lo and hi, both finite, about half-way.
inline double between(double lo, double hi) { return lo == hi ? lo : std::clamp(lo / 2 + hi / 2, lo, hi); }

}  // namespace margincert::numeric
