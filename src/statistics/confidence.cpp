#include "statistics/confidence.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <stdexcept>

#include "numeric/interval.hpp"

namespace margincert::statistics {
namespace {

using Binomial = boost::math::binomial_distribution<>;
using numeric::Interval;

constexpr numeric::Precision precision{128};

Interval exact(double value) { return Interval::exact(value, precision); }

void require(bool condition, const char* complaint) {
  if (!condition) throw std::invalid_argument(complaint);
}

void require_level(double level) {
  require(0 < level && level < 1, "a confidence level lies strictly between 0 and 1");
}

void require_counts(long part, long trials) {
  require(0 <= part && part <= trials, "a count lies between 0 and the number of trials");
}

double upper_end(long successes, long trials, double error) {
  if (successes == trials) return 1;
  return Binomial::find_upper_bound_on_p(static_cast<double>(trials), static_cast<double>(successes), error,
                                         Binomial::clopper_pearson_exact_interval);
}

double lower_end(long successes, long trials, double error) {
  if (successes == 0) return 0;
  return Binomial::find_lower_bound_on_p(static_cast<double>(trials), static_cast<double>(successes), error,
                                         Binomial::clopper_pearson_exact_interval);
}

void require_samples(std::span<const double> lower, std::span<const double> upper, double least, double most) {
  require(std::isfinite(least) && std::isfinite(most), "a bounded variable needs finite bounds");
  require(lower.size() == upper.size(), "every sample needs a lower and an upper end");
  for (std::size_t i = 0; i < lower.size(); ++i) {
    require(least <= lower[i] && lower[i] <= upper[i] && upper[i] <= most,
            "a sample's enclosure lies within the bounds");
  }
}

Interval count(std::span<const double> values) {
  return Interval::integer(static_cast<long>(values.size()), precision);
}

Interval mean(std::span<const double> values) {
  Interval sum(precision);
  for (const double value : values) sum += exact(value);
  return sum / count(values);
}

/// Bounds the sample variance V of every selection z_i in [lower_i, upper_i]: for any c,
/// (n - 1) V = min over a of Σ (z_i - a)² <= Σ (z_i - c)² <= Σ max((lower_i - c)², (upper_i - c)²).
Interval greatest_variance(std::span<const double> lower, std::span<const double> upper) {
  const Interval centre =
      exact(((mean(lower) + mean(upper)) / 2).mid_double());  // any c will do; this one is near the best
  Interval sum(precision);
  for (std::size_t i = 0; i < lower.size(); ++i) {
    sum += max(sqr(exact(lower[i]) - centre), sqr(exact(upper[i]) - centre));
  }
  return sum / (count(lower) - 1);
}

}  // namespace

Range proportion(long successes, long trials, double level) {
  require_level(level);
  require_counts(successes, trials);
  const double error = (1 - level) / 2;
  return {lower_end(successes, trials, error), upper_end(successes, trials, error)};
}

Range proportion(long successes, long unknown, long trials, double level) {
  return {proportion(successes, trials, level).lo, proportion(successes + unknown, trials, level).hi};
}

double proportion_upper_bound(long successes, long trials, double level) {
  require_level(level);
  require_counts(successes, trials);
  return upper_end(successes, trials, 1 - level);
}

/// With a = P(only the first) and b = P(only the second), p_first - p_second = a - b, since trials in which both came
/// true count in both probabilities. only_first is binomial with (trials, a), only_second with (trials, b). Their
/// Clopper–Pearson intervals at level 1 - (1 - level)/2 miss with probability at most (1 - level)/2 each, so by the
/// union bound, and whatever their dependence, both cover with probability at least level; then a - b lies between the
/// extreme differences of their ends, which lie in [-1, 1] as the ends lie in [0, 1].
Range paired_difference(long only_first, long only_second, long trials, double level) {
  require_level(level);
  require_counts(only_first, trials);
  require_counts(only_second, trials - only_first);
  const double each_level = 1 - (1 - level) / 2;
  const Range first = proportion(only_first, trials, each_level);
  const Range second = proportion(only_second, trials, each_level);
  return {first.lo - second.hi, first.hi - second.lo};
}

/// The ends are least where only the second came true in all of the unknown trials, and greatest where only the first
/// did: a count's Clopper–Pearson ends grow with it.
Range paired_difference(long only_first, long only_second, long unknown, long trials, double level) {
  return {paired_difference(only_first, only_second + unknown, trials, level).lo,
          paired_difference(only_first + unknown, only_second, trials, level).hi};
}

/// Empirical Bernstein bound (Maurer, Pontil: "Empirical Bernstein Bounds and Sample-Variance Penalization", COLT 2009,
/// Theorem 4): for independent Z_i, equally distributed on [0, 1], with sample variance V (n - 1 in its denominator),
///     E Z <= mean + sqrt(2 V ln(2/δ) / n) + 7 ln(2/δ) / (3 (n - 1))     with probability at least 1 - δ.
/// For a variable in [least, most] the last term is multiplied by most - least (the theorem scaled). Two-sided: the
/// theorem for Z and for 1 - Z with δ = (1 - level)/2 each, hence ln(4 / (1 - level)), joined by the union bound.
///
/// The samples z_i are unknown within their enclosures. On the event of the theorem, the mean lies within `reach` of
/// mean(z); mean(z) lies in [mean(lower), mean(upper)], and reach grows with V, which greatest_variance bounds for
/// every z that the enclosures allow. Hence the interval from enclosures contains the theorem's own for the samples'
/// true values.
Range bounded_mean(std::span<const double> lower, std::span<const double> upper, double least, double most,
                   double level) {
  require_level(level);
  require_samples(lower, upper, least, most);
  if (lower.size() < 2) return {least, most};
  const Interval size = count(lower);
  const Interval confidence = log(4 / (1 - exact(level)));
  const Interval reach = sqrt(2 * greatest_variance(lower, upper) * confidence / size) +
                         7 * confidence * (exact(most) - exact(least)) / (3 * (size - 1));
  return {std::max(least, (mean(lower) - reach).lo_double()), std::min(most, (mean(upper) + reach).hi_double())};
}

}  // namespace margincert::statistics
