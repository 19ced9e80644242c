#include "statistics/association.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace margincert::statistics {
namespace {

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Σ (x_i - mean x)(y_i - mean y)
double co_deviation(std::span<const double> x, std::span<const double> y) {
  const double mean_x = mean(x), mean_y = mean(y);
  return std::transform_reduce(x.begin(), x.end(), y.begin(), 0.0, std::plus<>(),
                               [&](double a, double b) { return (a - mean_x) * (b - mean_y); });
}

/// Asked of the values, since a mean is rounded: the deviations of equal values from it need not be 0.
bool varies(std::span<const double> values) {
  return std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) != values.end();
}

}  // namespace

double largest(std::span<const double> values) {
  if (values.empty()) throw std::invalid_argument("nothing is the largest of no values");
  if (std::any_of(values.begin(), values.end(), [](double value) { return std::isnan(value); })) return NAN;
  return *std::max_element(values.begin(), values.end());
}

/// r = Σ (x_i - mean x)(y_i - mean y) / sqrt(Σ (x_i - mean x)² Σ (y_i - mean y)²)
std::optional<double> correlation(std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size()) throw std::invalid_argument("a correlation needs two samples of one length");
  if (!varies(x) || !varies(y)) return std::nullopt;
  const double scale = std::sqrt(co_deviation(x, x)) * std::sqrt(co_deviation(y, y));
  if (scale == 0 || !std::isfinite(scale)) return std::nullopt;  // deviations whose squares vanish, or overflow
  return std::clamp(co_deviation(x, y) / scale, -1.0, 1.0);
}

NullDistribution null_distribution(std::span<const double> null, double observed) {
  if (null.empty()) throw std::invalid_argument("a null distribution needs at least one value");
  const auto size = static_cast<double>(null.size());
  // Not `value >= observed`: what is no number on either side would count as surprising.
  const auto as_large = std::count_if(null.begin(), null.end(), [&](double value) { return !(value < observed); });
  return {.mean = mean(null),
          .sd = varies(null) ? std::sqrt(co_deviation(null, null) / (size - 1)) : 0,
          .max = largest(null),
          .p_value = (1 + static_cast<double>(as_large)) / (1 + size)};
}

}  // namespace margincert::statistics
