#include "reproduction/seed_mean.hpp"

#include <fmt/format.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace margincert::reproduction {
namespace {

constexpr double confidence = 0.95;

}  // namespace

/// mean ± t_{n-1, (1+confidence)/2} s/√n, s² = Σ (x - mean)²/(n - 1)
Estimate seed_mean(std::span<const double> values) {
  const auto count = static_cast<double>(values.size());
  double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  const double mean = sum / count;
  if (values.size() < 2) return {mean};
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double quantile = boost::math::quantile(boost::math::students_t(count - 1), (1 + confidence) / 2);
  const double reach = quantile * std::sqrt(squares / (count - 1) / count);
  return {mean, mean - reach, mean + reach};
}

std::string seed_mean_note() {
  return fmt::format("{:g} % t-intervals over seeds, which take the seeds' values for normal.", 100 * confidence);
}

}  // namespace margincert::reproduction
