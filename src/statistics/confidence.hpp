#pragma once

#include <span>

/// Confidence intervals: statements about sampling, not certified numbers. The samples are taken to be independent and
/// identically distributed. `level` is the probability of covering, strictly between 0 and 1. Counts that no sample can
/// have, and levels outside (0, 1), throw std::invalid_argument.
namespace margincert::statistics {

struct Range {
  double lo;
  double hi;
};

/// Two-sided Clopper–Pearson interval of a probability: each end errs with probability at most (1 - level)/2. [0, 1]
/// without trials. Its ends are binary64 values of boost's inverse incomplete beta function, not rounded outward.
Range proportion(long successes, long trials, double level);
/// The same where the outcome of `unknown` more of the trials is not known: it contains the interval of whatever they
/// were.
Range proportion(long successes, long unknown, long trials, double level);

/// One-sided Clopper–Pearson bound: the probability lies above it with probability at most 1 - level. 1 without trials.
double proportion_upper_bound(long successes, long trials, double level);

/// Interval of p_first - p_second for two outcomes of the same trials (say, two predictors asked the same questions),
/// from the trials in which only the first, or only the second, came true.
Range paired_difference(long only_first, long only_second, long trials, double level);
/// The same where of `unknown` more of the trials it is not known which, if any, came true.
Range paired_difference(long only_first, long only_second, long unknown, long trials, double level);

/// Interval of the mean of a variable in [least, most] whose samples are known only as enclosures [lower_i, upper_i];
/// [least, most] itself for fewer than two samples. The ends are rounded outward, so that the level is that of the
/// theorem behind it. Throws std::invalid_argument unless least <= lower_i <= upper_i <= most, all finite.
Range bounded_mean(std::span<const double> lower, std::span<const double> upper, double least, double most,
                   double level);

}  // namespace margincert::statistics
