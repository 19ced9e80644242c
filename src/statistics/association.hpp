#pragma once

#include <optional>
#include <span>

/// How two quantities go together, and how surprising that is: binary64 statistics, descriptive, nothing certified.
namespace margincert::statistics {

/// Pearson's correlation of two samples of one length, all finite; empty where one of them does not vary,
/// or so widely that its squares overflow.
std::optional<double> correlation(std::span<const double> x, std::span<const double> y);

/// The largest of some values; no number where one of them is none. Throws std::invalid_argument without values.
double largest(std::span<const double> values);

/// A statistic under a null hypothesis: its values on data drawn, or permuted, as the hypothesis has it.
struct NullDistribution {
  double mean;
  double sd;  ///< sample standard deviation (N - 1); 0 for a single value
  double max;
  double p_value;  ///< of the observed statistic, one-sided: large is surprising
};

/// p_value = (1 + #{null >= observed}) / (1 + N): the observed statistic counts as one of its own null draws, which
/// makes P(p_value <= a) <= a for every a when all 1 + N are exchangeable under the hypothesis (Phipson, Smyth 2010).
/// A NaN, observed or null, speaks for the hypothesis. Throws std::invalid_argument without null values.
NullDistribution null_distribution(std::span<const double> null, double observed);

}  // namespace margincert::statistics
