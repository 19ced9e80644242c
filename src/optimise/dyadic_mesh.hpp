#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "optimise/landscape.hpp"

namespace margincert::optimise {

/// The grids of a pattern search: at level l, coordinate i is a multiple of step_i(l) = 2^(floor(log2 width_i) - l).
/// Grids of higher levels contain those of lower ones, and the numbers on a low one are short.
///
/// The exceptions are bounds that are no multiples: the box's own ends are points too.
class DyadicMesh {
 public:
  explicit DyadicMesh(std::span<const Bounds> bounds) : bounds_(bounds) {
    for (const auto& [lower, upper] : bounds) exponents_.push_back(lower < upper ? std::ilogb(upper - lower) : 0);
  }

  bool is_fixed(std::size_t i) const { return !(bounds_[i].lower < bounds_[i].upper); }
  double step(std::size_t i, int level) const { return std::ldexp(1.0, exponents_[i] - level); }

  /// Each coordinate to its nearest grid point, ties away from zero, then onto the box.
  void round(std::span<double> x, int level) const {
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (!is_fixed(i)) x[i] = on_grid(x[i], step(i, level), [](double v) { return std::round(v); });
    }
    clamp_into(bounds_, x);
  }

  /// Toward zero, which leaves no ball around it and changes no sign; then onto the box.
  void truncate(std::span<double> x, int level) const {
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (!is_fixed(i)) x[i] = on_grid(x[i], step(i, level), [](double v) { return std::trunc(v); });
    }
    clamp_into(bounds_, x);
  }

 private:
  static double on_grid(double x, double step, double (*to_integer)(double)) {
    const double multiple = x / step;  // exact: a shift of the exponent
    // From 2^53 on every double is an integer already; beyond the range of doubles x is on every grid in reach.
    return std::isfinite(multiple) && step > 0 ? to_integer(multiple) * step : x;
  }

  std::span<const Bounds> bounds_;
  std::vector<int> exponents_;
};

}  // namespace margincert::optimise
