#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "charts/axis.hpp"
#include "charts/number_text.hpp"

namespace margincert::charts {
namespace {

/// Whole decades between ticks, so that there are at most `ticks` over this many decades.
int decade_step(double decades, int ticks) {
  for (int power = 1;; power *= 10) {
    for (const int factor : {1, 2, 5}) {
      if (decades / (factor * power) <= ticks) return factor * power;
    }
  }
}

}  // namespace

Axis log_axis(const Extent& extent, int ticks) {
  Axis axis;
  axis.scale_ = Scale::log;
  axis.remark_ = "log scale";
  if (extent.empty()) return axis;
  const double lo = std::log10(extent.lo()), hi = std::log10(extent.hi());
  const double room = std::max(0.03 * (hi - lo), (1.2 - (hi - lo)) / 2);  // a decade and more: three ticks at least
  axis.from_ = lo - room;
  axis.to_ = hi + room;
  const int step = decade_step(axis.to_ - axis.from_, ticks);
  const bool plain = axis.from_ >= -3.3 && axis.to_ < 4.5, finer = axis.to_ - axis.from_ < 2.5;
  const int first = step * static_cast<int>(std::floor(axis.from_ / step));
  for (int exponent = first; exponent <= axis.to_; exponent += step) {
    for (const int factor : {1, 2, 5}) {
      if (factor > 1 && !finer) break;
      const double position = exponent + std::log10(factor);
      const std::string power =
          factor > 1 ? fmt::format("{}·{}", factor, power_of_ten(exponent)) : power_of_ten(exponent);
      axis.add_tick(position, plain ? number_text(std::pow(10, position)) : power);
    }
  }
  return axis;
}

/// From the largest down towards 0, which has a tick too, on both sides of it.
void Axis::add_decades(int top, int bottom, int step) {
  std::vector<int> exponents;
  for (int exponent = top; exponent - bottom >= step / 2; exponent -= step) exponents.push_back(exponent);
  const auto label = [&](int exponent) {
    return bottom >= -3 && top < 5 ? number_text(std::pow(10, exponent), Rounding::nearest, 1) : power_of_ten(exponent);
  };
  for (const int exponent : exponents) add_tick(-(1 + exponent - bottom), "−" + label(exponent));
  add_tick(0, "0");
  for (auto exponent = exponents.rbegin(); exponent != exponents.rend(); ++exponent) {
    add_tick(1 + *exponent - bottom, label(*exponent));
  }
}

Axis symmetric_axis(const Extent& extent, int ticks) {
  Axis axis;
  axis.scale_ = Scale::symmetric;
  if (extent.empty() || extent.largest() == 0) return linear_axis(extent, ticks);
  constexpr int most_decades = 16;  // below the largest; what is smaller is drawn next to 0
  const int top = decade_below(extent.largest()),
            bottom = std::max(decade_below(extent.smallest()), top - most_decades);
  axis.unit_ = std::pow(10, bottom);
  axis.remark_ = "log scale on both sides of 0, linear within ±" + number_text(axis.unit_, Rounding::nearest, 1);
  axis.from_ = axis.position(extent.lo());
  axis.to_ = axis.position(extent.hi());
  const double room = 0.03 * (axis.to_ - axis.from_);
  if (extent.lo() < 0) axis.from_ -= room;
  if (extent.hi() > 0) axis.to_ += room;
  const int step = decade_step(axis.to_ - axis.from_, ticks);
  axis.add_decades(top, bottom, step);
  return axis;
}

Axis fitting_axis(const Extent& extent, int ticks) {
  if (extent.empty()) return linear_axis(extent, ticks);
  if (extent.positive()) {
    return extent.lo() < extent.hi() / 30 ? log_axis(extent, ticks) : linear_axis(extent, ticks);
  }
  return extent.smallest() < extent.largest() / 1000 ? symmetric_axis(extent, ticks) : linear_axis(extent, ticks);
}

}  // namespace margincert::charts
