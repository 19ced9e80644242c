#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reports/report.hpp"

namespace margincert::reports {

/// Why a report does not pass, one thing at a time: what JUnit, SARIF, annotations and baselines are made of.
enum class FindingKind {
  violation,       ///< a statement is violated, certified and confirmed
  identification,  ///< the transformer does not follow the recursion, certified
  unconfirmed,     ///< a violation that could not be derived again
  undecided,       ///< a statement, or an identification test, that stayed undecided or failed
  coverage,        ///< a statement or theorem that had to apply and does not apply often enough
  self_test,       ///< a corrupted twin that was not caught, or a committed case that was not derived again
  incomplete,      ///< interrupted, out of time, a part missing, a stale baseline entry
};
std::string to_string(FindingKind kind);

struct Finding {
  FindingKind kind = FindingKind::violation;
  std::string rule;         ///< statement id, "identification", "coverage", "self-test", "cases", "run", "baseline"
  std::string fingerprint;  ///< 16 hex digits of kind, rule, model and source: the same for every witness of one thing
  std::string model;        ///< "" when it is about no model
  /// Run::title, or identification_source. Of coverage and tests, what of the model or program they are about.
  std::string source;
  std::string message;     ///< one sentence: what broke, where
  std::string provenance;  ///< of the statement, "" else
  std::optional<int> layer;
  std::optional<std::uint64_t> task;
  std::string replay;                 ///< a command that shows it again
  std::string case_file;              ///< name within violations/, "" when there is none
  long violated = 0, applicable = 0;  ///< of a violation
  std::string standing = "new";       ///< with a baseline: "new", "worse" or "existing"
  std::string first_seen;             ///< from the baseline; "" for new ones
  bool tolerated = false;             ///< by the baseline: it is shown, and does not stand in the way of a pass

  /// Is it of a kind that is certified false, so that the report fails rather than being inconclusive?
  bool certified() const { return kind == FindingKind::violation || kind == FindingKind::identification; }
};

/// 16 lower-case hex digits (FNV-1a). Digits of a witness never enter, so it survives other seeds and task counts.
std::string fingerprint(FindingKind kind, const std::string& rule, const std::string& model, const std::string& source);

inline constexpr const char* identification_rule = "identification";
/// Finding::source of an identification finding: the check and its tasks, which tell it from the model's other ones.
inline std::string identification_source(const IdentificationTest& test) {
  return test.source.empty() ? test.check : test.check + " on " + test.source;
}

/// Every finding of the report, most serious first (tolerated ones last), then in the order of runs and statements.
/// What several runs of one title show of one statement is one finding. The report passes exactly when all are
/// tolerated, and fails exactly when a certified one is not (conclude).
std::vector<Finding> findings(const Report& report);

/// The baseline's entry about a finding; null when there is none.
const BaselineEntry* baseline_entry(const Report& report, const Finding& finding);

}  // namespace margincert::reports
