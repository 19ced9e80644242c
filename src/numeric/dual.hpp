#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>

namespace margincert::numeric {

/// A binary64 and its derivatives along N directions (forward-mode differentiation, round to nearest). For steering
/// searches, never for a verdict. At a kink (min, max, abs) the derivative is that of the branch taken.
template <std::size_t N>
struct Dual {
  double value = 0;
  std::array<double, N> slope{};

  Dual() = default;
  explicit Dual(double x) : value(x) {}

  Dual operator-() const { return chained(-value, -1); }
  Dual& operator+=(const Dual& b) { return *this = *this + b; }
  Dual& operator-=(const Dual& b) { return *this = *this - b; }
  Dual& operator*=(const Dual& b) { return *this = *this * b; }
  Dual& operator/=(const Dual& b) { return *this = *this / b; }

  friend Dual operator+(const Dual& a, const Dual& b) { return combined(a.value + b.value, a, 1, b, 1); }
  friend Dual operator-(const Dual& a, const Dual& b) { return combined(a.value - b.value, a, 1, b, -1); }
  friend Dual operator*(const Dual& a, const Dual& b) { return combined(a.value * b.value, a, b.value, b, a.value); }
  friend Dual operator/(const Dual& a, const Dual& b) {
    const double quotient = a.value / b.value;
    return combined(quotient, a, 1 / b.value, b, -quotient / b.value);
  }

  friend Dual sqr(const Dual& a) { return a.chained(a.value * a.value, 2 * a.value); }
  friend Dual sqrt(const Dual& a) {
    const double root = std::sqrt(a.value);
    return a.chained(root, 0.5 / root);
  }
  friend Dual exp(const Dual& a) {
    const double power = std::exp(a.value);
    return a.chained(power, power);
  }
  friend Dual log(const Dual& a) { return a.chained(std::log(a.value), 1 / a.value); }
  friend Dual abs(const Dual& a) { return a.value < 0 ? -a : a; }
  friend Dual min(const Dual& a, const Dual& b) { return b.value < a.value ? b : a; }
  friend Dual max(const Dual& a, const Dual& b) { return a.value < b.value ? b : a; }

 private:
  /// What does not move contributes nothing, however steep the function is there (an exponential that overflowed).
  static double share(double derivative, double slope) { return slope == 0 ? 0 : derivative * slope; }
  /// f(a) by the chain rule.
  Dual chained(double f, double derivative) const {
    Dual result(f);
    for (std::size_t k = 0; k < N; ++k) result.slope[k] = share(derivative, slope[k]);
    return result;
  }
  static Dual combined(double f, const Dual& a, double by_a, const Dual& b, double by_b) {
    Dual result(f);
    for (std::size_t k = 0; k < N; ++k) result.slope[k] = share(by_a, a.slope[k]) + share(by_b, b.slope[k]);
    return result;
  }
};

template <std::size_t N, std::same_as<int> I>
Dual<N> operator+(const Dual<N>& a, I b) {
  return a + Dual<N>(b);
}
template <std::size_t N, std::same_as<int> I>
Dual<N> operator+(I a, const Dual<N>& b) {
  return Dual<N>(a) + b;
}
template <std::size_t N, std::same_as<int> I>
Dual<N> operator-(const Dual<N>& a, I b) {
  return a - Dual<N>(b);
}
template <std::size_t N, std::same_as<int> I>
Dual<N> operator-(I a, const Dual<N>& b) {
  return Dual<N>(a) - b;
}
template <std::size_t N, std::same_as<int> I>
Dual<N> operator*(I a, const Dual<N>& b) {
  return Dual<N>(a) * b;
}
template <std::size_t N, std::same_as<int> I>
Dual<N> operator/(const Dual<N>& a, I b) {
  return a / Dual<N>(b);
}
template <std::size_t N, std::same_as<int> I>
Dual<N> operator/(I a, const Dual<N>& b) {
  return Dual<N>(a) / b;
}

}  // namespace margincert::numeric
