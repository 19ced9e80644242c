#pragma once

#include <fmt/format.h>
#include <rapidcheck/detail/ImplicitParam.h>
#include <rapidcheck/detail/PropertyContext.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "generators/property.hpp"

/// Properties that also say how often their cases have to be interesting, as QuickCheck's `cover` and `checkCoverage`.
/// A property whose hypotheses hold on one case in a thousand passes, and has tested next to nothing; with a required
/// percentage it fails.
namespace margincert::property {

struct Requirement {
  std::string label;
  double percent;  ///< of the cases that are not discarded
};

/// What stands behind "covered" and "starved".
struct Confidence {
  /// Of a wrong decision, at one look at one label, were Wilson's normal approximation exact: QuickCheck's certainty of
  /// 10^9.
  double error = 1e-9;
  /// A label is sufficiently covered when its true percentage is surely at least this part of the required one. Below
  /// 1, as else a label that meets its requirement with little to spare would never be decided.
  double tolerance = 0.9;
  /// Then the undecided labels fail.
  long most_cases = 102400;
};

/// z with P(|Z| > z) = error for a standard normal Z. By bisection: erfc(z/√2) falls from 1 to 0.
inline double two_sided_quantile(double error) {
  if (!(error > 0 && error < 1)) throw std::invalid_argument("an error probability lies strictly between 0 and 1");
  double low = 0, high = 40;
  for (int i = 0; i < 80; ++i) {
    const double middle = (low + high) / 2;
    (std::erfc(middle / std::sqrt(2.0)) > error ? low : high) = middle;
  }
  return high;
}

/// The end of Wilson's score interval for a probability after `hits` of `cases`: the lower end for -z, the upper for z,
///     (p + z²/2n + z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)          p = hits / n
/// the two solutions q of |p - q| = z √(q(1-q)/n). E. B. Wilson, "Probable inference, the law of succession, and
/// statistical inference", J. Amer. Stat. Assoc. 22 (1927) 209-212; used like this in QuickCheck, Test.QuickCheck.Test.
inline double wilson_end(long hits, long cases, double z) {
  const auto n = static_cast<double>(cases);
  const double p = static_cast<double>(hits) / n;
  const double end = (p + z * z / (2 * n) + z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n);
  return std::clamp(end, 0.0, 1.0);  // rounding may leave [0, 1] at p = 0 and p = 1
}

enum class Coverage { sufficient, undecided, insufficient };

inline Coverage coverage(long hits, long cases, double required, const Confidence& confidence = {}) {
  const double z = two_sided_quantile(confidence.error);
  if (wilson_end(hits, cases, -z) >= confidence.tolerance * required) return Coverage::sufficient;
  if (wilson_end(hits, cases, z) < required) return Coverage::insufficient;
  return Coverage::undecided;
}

inline const char* to_string(Coverage coverage) {
  return coverage == Coverage::sufficient ? "covered" : coverage == Coverage::insufficient ? "starved" : "undecided";
}

/// Inside a property: this case counts for the label if the condition holds. Only cases that succeed are counted.
inline void cover(const std::string& label, bool condition) {
  using Context = rc::detail::ImplicitParam<rc::detail::param::CurrentPropertyContext>;
  if (condition) Context::value()->addTag(label);  // RC_TAG would put the label in quotes
}

/// How often each label was met. RapidCheck keeps the tags of successful cases by the case; a label counts once in
/// each.
class LabelCounts {
 public:
  void add(const rc::detail::SuccessResult& result) {
    cases_ += result.numSuccess;
    for (const auto& [tags, count] : result.distribution) {
      for (const std::string& tag : std::set<std::string>(tags.begin(), tags.end())) hits_[tag] += count;
    }
  }

  long cases() const { return cases_; }
  long hits(const std::string& label) const {
    const auto found = hits_.find(label);
    return found == hits_.end() ? 0 : found->second;
  }

 private:
  long cases_ = 0;
  std::map<std::string, long> hits_;
};

/// One line for each requirement: label, observed, required, decision.
inline std::string coverage_table(std::span<const Requirement> requirements, const LabelCounts& counts,
                                  const Confidence& confidence) {
  std::string table =
      fmt::format("{:<32} {:>9} {:>9}  after {} cases\n", "label", "observed", "required", counts.cases());
  for (const auto& [label, percent] : requirements) {
    const double observed = 100.0 * static_cast<double>(counts.hits(label)) / static_cast<double>(counts.cases());
    const Coverage decision = coverage(counts.hits(label), counts.cases(), percent / 100, confidence);
    table += fmt::format("{:<32} {:>8.3f}% {:>8.3f}%  {}\n", label, observed, percent, to_string(decision));
  }
  return table;
}

/// What the labels say together: one that is starved decides, else one that is undecided.
inline Coverage coverage_of_all(std::span<const Requirement> requirements, const LabelCounts& counts,
                                const Confidence& confidence) {
  Coverage worst = Coverage::sufficient;
  for (const auto& [label, percent] : requirements) {
    worst = std::max(worst, coverage(counts.hits(label), counts.cases(), percent / 100, confidence));
  }
  return worst;
}

/// Runs `more(batch, cases)` until every label is decided, one is starved, or the cap is reached. Looks are taken after
/// 100, 200, 400, 800… cases, as in QuickCheck: the fewer the looks, the fewer the chances of a wrong one.
/// Returns why this is not a pass, nothing when it is one.
template <typename More>
std::optional<std::string> cover_all(std::span<const Requirement> requirements, const Confidence& confidence,
                                     int first_cases, More&& more) {
  LabelCounts counts;
  for (int batch = 0;; ++batch) {
    const rc::detail::TestResult result = more(batch, batch == 0 ? first_cases : static_cast<int>(counts.cases()));
    if (auto failure = complaint(result)) return failure;
    rc::detail::SuccessResult success;
    result.match(success);
    counts.add(success);
    const Coverage decision = coverage_of_all(requirements, counts, confidence);
    if (decision == Coverage::sufficient) return std::nullopt;
    if (decision == Coverage::insufficient) {
      return "the cases are not those the property is about; change what is drawn\n" +
             coverage_table(requirements, counts, confidence);
    }
    if (2 * counts.cases() > confidence.most_cases) {
      return "coverage is undecided; require less, draw better or allow more cases\n" +
             coverage_table(requirements, counts, confidence);
    }
  }
}

/// As check_property, and the cases have to carry the labels as often as required.
template <typename Callable>
void check_covered_property(const std::string& id, const std::vector<Requirement>& requirements, Callable&& property,
                            const Confidence& confidence = {}) {
  require_sound_setup(id);
  const auto& configuration = rc::detail::configuration();
  const rc::detail::Property cases = rc::detail::toProperty(std::forward<Callable>(property));
  if (!configuration.reproduce.empty()) {  // a single case has no percentages
    if (const auto failure = complaint(rc::detail::checkProperty(cases, metadata(id))))
      FAIL_CHECK(id << ": " << *failure);
    return;
  }
  const auto more = [&](int batch, int count) {
    rc::detail::TestParams parameters = configuration.testParams;
    parameters.seed += static_cast<std::uint64_t>(batch);
    parameters.maxSuccess = count;
    return rc::detail::checkProperty(cases, metadata(id), parameters);
  };
  const auto failure = cover_all(requirements, confidence, configuration.testParams.maxSuccess, more);
  if (failure) FAIL_CHECK(id << ": " << *failure);
}

}  // namespace margincert::property
