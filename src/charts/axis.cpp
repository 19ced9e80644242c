#include "charts/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "charts/number_text.hpp"

namespace margincert::charts {

int decade_below(double x) { return static_cast<int>(std::floor(std::log10(x) + 1e-12)); }

namespace {

/// Below this numbers are drawn as 0, so that units and quotients stay normal numbers.
double flushed(double x) { return std::abs(x) < 1e-300 ? 0 : x; }

/// 1, 2 or 5 times a power of ten, at least a `parts`-th of the length.
double round_step(double length, int parts) {
  const double rough = length / parts, power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (rough <= factor * power * (1 + 1e-9)) return factor * power;
  }
  return 10 * power;
}

int decimals_of(double step) { return std::max(0, -decade_below(step)); }

/// The first multiple of the step from here on.
long first_multiple(double from, double step) { return std::lround(std::ceil(from / step - 1e-9)); }

}  // namespace

void Extent::take(double x) {
  if (!std::isfinite(x)) return;
  x = flushed(x);
  lo_ = std::min(lo_, x);
  hi_ = std::max(hi_, x);
  if (x != 0) least_ = std::min(least_, std::abs(x));
}

void Extent::take(std::initializer_list<double> all) {
  for (const double x : all) take(x);
}

double Extent::largest() const { return std::max(std::abs(lo_), std::abs(hi_)); }

double Axis::position(double x) const {
  x = flushed(x);
  if (scale_ == Scale::linear) return x / unit_;
  if (scale_ == Scale::log) return std::log10(x);
  const double modulus = std::abs(x) / unit_;
  return std::copysign(modulus <= 1 ? modulus : 1 + std::log10(modulus), x);
}

double Axis::share(double x) const { return std::clamp((position(x) - from_) / (to_ - from_), 0.0, 1.0); }

void Axis::add_tick(double position, const std::string& label) {
  const double share = (position - from_) / (to_ - from_);
  if (share >= -1e-9 && share <= 1 + 1e-9)
    ticks_.push_back({std::clamp(share, 0.0, 1.0), label, scale_ != Scale::log && position == 0});
}

Axis linear_axis(const Extent& extent, int ticks) {
  Axis axis;
  if (extent.empty()) return axis;
  const double largest = extent.largest();
  if (largest > 0 && (largest < 1e-3 || largest >= 1e5)) {
    const int exponent = decade_below(largest);
    axis.unit_ = std::pow(10, exponent);
    axis.remark_ = "×" + power_of_ten(exponent);
  }
  axis.from_ = axis.position(extent.lo());
  axis.to_ = axis.position(extent.hi());
  const double least_length = largest > 0 ? 1e-5 * largest / axis.unit_ : 1;
  if (axis.to_ - axis.from_ < least_length) {
    const double middle = std::midpoint(axis.from_, axis.to_);
    const double half = axis.from_ == axis.to_ && middle != 0 ? 0.25 * std::abs(middle) : 0.5 * least_length;
    axis.from_ = middle - half;
    axis.to_ = middle + half;
  }
  const double step = round_step(axis.to_ - axis.from_, ticks);
  const long first = std::lround(std::floor(axis.from_ / step + 1e-9));
  const long last = std::lround(std::ceil(axis.to_ / step - 1e-9));
  axis.from_ = static_cast<double>(first) * step;
  axis.to_ = static_cast<double>(last) * step;
  for (long k = first; k <= last; ++k) {
    axis.add_tick(static_cast<double>(k) * step, fixed_text(static_cast<double>(k) * step, decimals_of(step)));
  }
  return axis;
}

Axis whole_axis(const Extent& extent, double room) {
  Axis axis;
  if (extent.empty()) return axis;
  if (extent.largest() > 1e12) return linear_axis(extent);  // neighbours are no whole numbers apart any more
  if (extent.lo() == extent.hi()) room = std::max(room, 0.5);
  const double first = extent.positive() && extent.lo() < 0.1 * extent.hi() ? 0 : extent.lo();
  axis.from_ = first - room;
  axis.to_ = extent.hi() + room;
  const int ticks = extent.largest() < 100 ? 10 : 5;  // short numbers stand closer
  const double step = std::max(1.0, round_step(std::max(axis.to_ - axis.from_, 1e-6), ticks));
  const auto last = static_cast<long>(std::floor(extent.hi() + 1e-9));
  for (long k = first_multiple(first, step); static_cast<double>(k) * step <= static_cast<double>(last); ++k) {
    axis.add_tick(static_cast<double>(k) * step, fixed_text(static_cast<double>(k) * step, 0));
  }
  return axis;
}

}  // namespace margincert::charts
