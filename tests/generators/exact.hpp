#pragma once

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdlib>
#include <optional>
#include <span>
#include <vector>

#include "recursion/task.hpp"

/// Rational arithmetic on binary64 coordinates: slow, exact, and nothing in common with the generators.
namespace margincert::generators::exact {

using Rational = boost::multiprecision::cpp_rational;

inline Rational inner_product(std::span<const double> a, std::span<const double> b) {
  Rational sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += Rational(a[i]) * Rational(b[i]);
  return sum;
}

inline bool in_unit_ball(std::span<const double> x) { return inner_product(x, x) <= 1; }

inline bool in_unit_ball(const recursion::Task& task) {
  bool inside = in_unit_ball(task.probe);
  for (std::size_t i = 0; i < task.features.rows(); ++i) inside = inside && in_unit_ball(task.features[i]);
  return inside;
}

struct ClassProducts {
  std::optional<Rational> least_same;
  std::optional<Rational> greatest_cross;

  void see(const Rational& product, bool same_class) {
    if (same_class) {
      least_same = least_same ? std::min(*least_same, product) : product;
    } else {
      greatest_cross = greatest_cross ? std::max(*greatest_cross, product) : product;
    }
  }
  Rational gap() const { return least_same.value() - greatest_cross.value(); }
};

inline Rational square(std::span<const double> x) { return inner_product(x, x); }

/// 2^exponent.
inline Rational power_of_two(int exponent) {
  const Rational power = Rational(boost::multiprecision::cpp_int(1) << std::abs(exponent));
  return exponent < 0 ? Rational(1) / power : power;
}

/// The training points of one class.
inline std::vector<std::vector<double>> points_of(const recursion::Task& task, int c) {
  std::vector<std::vector<double>> points;
  for (std::size_t i = 0; i < task.features.rows(); ++i) {
    if (task.labels[i] == c) points.emplace_back(task.features[i].begin(), task.features[i].end());
  }
  return points;
}

/// ρ_0 - Λ_0.
inline Rational separation(const recursion::Task& task) {
  ClassProducts products;
  for (std::size_t i = 0; i < task.features.rows(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      products.see(inner_product(task.features[i], task.features[j]), task.labels[i] == task.labels[j]);
    }
  }
  return products.gap();
}

/// Δ_0.
inline Rational geometric_margin(const recursion::Task& task) {
  ClassProducts products;
  for (std::size_t j = 0; j < task.features.rows(); ++j) {
    products.see(inner_product(task.probe, task.features[j]), task.labels[j] == task.probe_class);
  }
  return products.gap();
}

}  // namespace margincert::generators::exact
