#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "generators/counter_random.hpp"
#include "optimise/engine.hpp"

namespace margincert::optimise {

using Point = std::span<const double>;

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A landscape from functions, which keeps its own count of what was asked, apart from the explorer's.
class Problem : public Landscape {
 public:
  using Function = std::function<Score(Point)>;
  using Gradient = std::function<void(Point, std::span<double>)>;
  using Precise = std::function<numeric::Interval(Point, numeric::Precision)>;
  using Projection = std::function<void(std::span<double>)>;

  Problem(std::vector<Bounds> box, Function function) : box_(std::move(box)), function_(std::move(function)) {}
  Problem(std::size_t size, Bounds range, Function function)
      : Problem(std::vector<Bounds>(size, range), std::move(function)) {}

  Problem& with_gradient(Gradient gradient, int cost) {
    gradient_ = std::move(gradient);
    cost_ = cost;
    return *this;
  }
  Problem& with_precise(Precise precise, int cost = 1) {
    precise_ = std::move(precise);
    precise_cost_ = cost;
    return *this;
  }
  Problem& with_projection(Projection projection) {
    projection_ = std::move(projection);
    return *this;
  }

  std::span<const Bounds> bounds() const override { return box_; }
  void project(std::span<double> x) const override {
    Landscape::project(x);
    if (projection_) projection_(x);
  }
  Score score(Point x) override {
    ++work_;
    look_at(x);
    return function_(x);
  }
  Score score_with_gradient(Point x, std::span<double> gradient) override {
    if (!gradient_) return Landscape::score_with_gradient(x, gradient);
    work_ += static_cast<std::size_t>(cost_);
    look_at(x);
    gradient_(x, gradient);
    return function_(x);
  }
  int gradient_cost() const override { return gradient_ ? cost_ : Landscape::gradient_cost(); }
  numeric::Interval precise_slack(Point x, numeric::Precision precision) override {
    work_ += static_cast<std::size_t>(precise_cost_);
    look_at(x);
    return precise_ ? precise_(x, precision) : numeric::Interval::poisoned(precision);
  }
  int precise_cost() const override { return precise_cost_; }

  /// Evaluations done, gradients and enclosures at their cost.
  std::size_t work() const { return work_; }
  /// Points that were not inside the box when they arrived here.
  std::size_t strays() const { return strays_; }
  /// A hash of all points asked for, in order.
  std::uint64_t path() const { return path_; }

 private:
  void look_at(Point x) {
    bool inside = true;
    for (std::size_t i = 0; i < x.size(); ++i) {
      inside = inside && x[i] >= box_[i].lower && x[i] <= box_[i].upper;
      path_ = (path_ ^ std::bit_cast<std::uint64_t>(x[i])) * 0x100000001b3;
    }
    strays_ += inside ? 0 : 1;
  }

  std::vector<Bounds> box_;
  Function function_;
  Gradient gradient_;
  Precise precise_;
  Projection projection_;
  int cost_ = 1;
  int precise_cost_ = 1;
  std::size_t work_ = 0;
  std::size_t strays_ = 0;
  std::uint64_t path_ = 0xcbf29ce484222325;
};

inline double square(double v) { return v * v; }

/// Σ (x_i - 0.3)², curvatures from 1 to `condition`.
inline Problem ellipsoid(std::size_t size, double condition) {
  const auto curvature = [=](std::size_t i) {
    return std::pow(condition, static_cast<double>(i) / static_cast<double>(std::max<std::size_t>(size - 1, 1)));
  };
  Problem problem(size, {-4, 5}, [=](Point x) {
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i) sum += curvature(i) * square(x[i] - 0.3);
    return Score{0, sum};
  });
  return problem.with_gradient(
      [=](Point x, std::span<double> gradient) {
        for (std::size_t i = 0; i < size; ++i) gradient[i] = 2 * curvature(i) * (x[i] - 0.3);
      },
      2);
}

/// Rosenbrock's chain Σ 100 (x_{i+1} - x_i²)² + (1 - x_i)²; least value 0 at (1, ..., 1).
inline Problem rosenbrock(std::size_t size) {
  Problem problem(size, {-5, 5}, [](Point x) {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) sum += 100 * square(x[i + 1] - x[i] * x[i]) + square(1 - x[i]);
    return Score{0, sum};
  });
  return problem.with_gradient(
      [](Point x, std::span<double> gradient) {
        std::ranges::fill(gradient, 0.0);
        for (std::size_t i = 0; i + 1 < x.size(); ++i) {
          const double across = 200 * (x[i + 1] - x[i] * x[i]);
          gradient[i] += -2 * x[i] * across - 2 * (1 - x[i]);
          gradient[i + 1] += across;
        }
      },
      2);
}

/// max over 2n random linear functions that pass through 0 at one common point, with 0 inside the hull of their slopes:
/// piecewise linear, kinks everywhere, least value 0.
inline Problem max_of_linear(std::size_t size) {
  generators::Random random(5, "max-of-linear", size);
  auto slopes = std::vector<std::vector<double>>(2 * size, std::vector<double>(size));
  for (std::size_t k = 0; k < size; ++k) {
    for (std::size_t i = 0; i < size; ++i) {
      slopes[k][i] = random.normal();
      slopes[size + k][i] = -slopes[k][i] * 0.5;
    }
  }
  const auto value = [](const std::vector<double>& slope, Point x) {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += slope[i] * (x[i] - 0.4);
    return sum;
  };
  const auto largest = [=](Point x) {
    std::size_t best = 0;
    for (std::size_t k = 1; k < slopes.size(); ++k) best = value(slopes[k], x) > value(slopes[best], x) ? k : best;
    return best;
  };
  Problem problem(size, {-3, 3}, [=](Point x) { return Score{0, value(slopes[largest(x)], x)}; });
  return problem.with_gradient(
      [=](Point x, std::span<double> gradient) { std::ranges::copy(slopes[largest(x)], gradient.begin()); }, 2);
}

/// Feasible where Σ a_i x_i² <= 1, a_i from 1 to 9; slack Σ c_i x_i + √(Σ c_i² / a_i), c_i = 1, 2, 3, 1, .... Least
/// value 0, at a point where the hypothesis is tight.
inline Problem ellipsoid_edge(std::size_t size) {
  const auto a = [=](std::size_t i) { return 1 + 8 * static_cast<double>(i) / static_cast<double>(size); };
  const auto c = [](std::size_t i) { return 1 + static_cast<double>(i % 3); };
  const auto outside = [=](Point x) {
    double sum = -1;
    for (std::size_t i = 0; i < x.size(); ++i) sum += a(i) * x[i] * x[i];
    return std::max(sum, 0.0);
  };
  Problem problem(size, {-2, 2}, [=](Point x) {
    double sum = 0, deepest = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      sum += c(i) * x[i];
      deepest += c(i) * c(i) / a(i);
    }
    return Score{outside(x), sum + std::sqrt(deepest)};
  });
  return problem.with_gradient(
      [=](Point x, std::span<double> gradient) {
        const bool feasible = outside(x) == 0;
        for (std::size_t i = 0; i < x.size(); ++i) gradient[i] = feasible ? c(i) : 2 * a(i) * x[i];
      },
      2);
}

/// One run of an engine from a point of the box that only the seed chooses.
inline Explorer run(const Engine& engine, Landscape& landscape, std::size_t budget, std::uint64_t seed = 1,
                    double least_step = 0) {
  generators::Random random(seed, "search-test", 0);
  std::vector<double> start;
  for (const auto& [lower, upper] : landscape.bounds()) start.push_back(lower + random.uniform() * (upper - lower));
  Explorer explorer(landscape, budget, least_step);
  engine.run(explorer, start, random);
  return explorer;
}

inline Explorer run(const char* id, Landscape& landscape, std::size_t budget, std::uint64_t seed = 1,
                    double least_step = 0) {
  return run(*find_engine(id), landscape, budget, seed, least_step);
}

/// Evaluations until the best was feasible with a slack of at most `target`; the largest number there is, if never.
inline std::size_t evaluations_to(const Explorer& explorer, double target) {
  for (const auto& [evaluation, score] : explorer.trace()) {
    if (is_feasible(score) && score.slack <= target) return evaluation;
  }
  return static_cast<std::size_t>(-1);
}

}  // namespace margincert::optimise
