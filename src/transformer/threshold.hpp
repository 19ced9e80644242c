#pragma once

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "numeric/truth.hpp"
#include "transformer/comparison.hpp"

namespace margincert::transformer {

/// Which number of a quantity's summary is meant.
enum class Measure { forced, free, relative, residual };
std::string to_string(Measure measure);

/// No bound is larger: a layer that does nothing has the residual 1 and tokens start with norm about 1, so that a bound
/// beyond this is a slip of the pen rather than a question.
inline constexpr double largest_bound = 1e6;

/// "At most `bound` at every layer."
struct Threshold {
  Measure measure = Measure::forced;
  Quantity quantity = Quantity::features;
  double bound = 0;  ///< the nearest binary64 to what was written; 0 to largest_bound
  std::string text;  ///< as it was written
};

class ThresholdError : public std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// "QUANTITY=BOUND", where QUANTITY is "[MEASURE.]NAME": MEASURE is forced (also where none is given), free, relative
/// or residual, NAME a quantity's, BOUND a decimal or a hex-float. ThresholdError names the nearest QUANTITY.
Threshold parse_threshold(std::string_view text);

/// The summary's number that a threshold speaks of, at one layer; none where there is nothing to compare, or no ratio.
std::optional<numeric::Interval> measured_by(Measure measure, const std::optional<QuantitySummary>& summary);

/// A threshold held against a summary.
struct ThresholdVerdict {
  Threshold threshold;
  /// yes: the upper end is at most the bound at every layer. no: a lower end is above it at some layer. unknown: else,
  /// and where no layer has the number at all.
  numeric::Truth holds = numeric::Truth::unknown;
  /// The layer whose enclosure reaches highest (the first of equals), of those that are certainly above the bound where
  /// there are any; none where no layer has the number.
  std::optional<int> layer;
  std::optional<numeric::Interval> value;  ///< there
  /// The task that is farthest off there: of a residual, which is a sum over tasks, the one with the largest relative
  /// difference.
  std::optional<std::uint64_t> task;
};
ThresholdVerdict judge(const Threshold& threshold, const Summary& summary);
std::vector<ThresholdVerdict> judge(const std::vector<Threshold>& thresholds, const Summary& summary);

/// A comparison as precise as its thresholds need, and what they come to.
struct Judged {
  Summary summary;
  std::vector<ThresholdVerdict> verdicts;
};
/// Compares `asked` tasks at `first_compared` and, while a threshold stays undecided, at the ladder's higher rungs.
/// `compare` may be stopped and return fewer tasks: those can refute a threshold, and not confirm it.
Judged judge_climbing(const std::vector<Threshold>& thresholds, std::uint64_t asked,
                      const std::function<Summary(numeric::Precision)>& compare);
inline constexpr numeric::Precision first_compared(113);  // balls of 128 bits

}  // namespace margincert::transformer
