#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "proofs_check/statement.hpp"
#include "reports/finding.hpp"
#include "reports/report.hpp"

namespace margincert::reports::html {

/// One statement's verdicts in one run.
struct Judged {
  const Run* run;
  const Tally* tally;
};

/// A report, with what all sections of its page look up in it. Outlived by the report.
struct Context {
  explicit Context(const Report& report);

  const Report& report;
  Conclusion conclusion;
  std::vector<Finding> findings;
  std::vector<std::string> statements;                ///< as asked for, then others that were judged
  std::map<std::string, std::vector<Judged>> judged;  ///< by statement, in the order of runs

  std::vector<const Run*> runs_of(const std::string& model) const;
  const std::vector<Judged>& judged_of(const std::string& statement) const;
  /// Null when the finding is about no statement's verdicts.
  const Judged* find(const Finding& finding) const;
  /// "prototype simplex sigma=0.02": the source, and what tells it from others of the same model.
  std::string source_of(const Run& run) const;
  /// The same with its model before it: "textbook, prototype simplex sigma=0.02".
  std::string name_of(const Run& run) const { return run.model + ", " + source_of(run); }
  std::string anchor_of_statement(const std::string& id) const;
  std::string anchor_of_finding(const Finding& finding) const;
  /// Is it one of the findings that the page shows with all values, so that there is an anchor?
  bool is_shown(const Finding& finding) const { return &finding < findings.data() + most_in_full; }
  static constexpr std::ptrdiff_t most_in_full = 25;

 private:
  using Values = std::map<std::string, std::set<std::string>>;                    ///< by setting
  std::map<std::pair<std::string, std::string>, Values> settings_;                ///< by model and source
  std::map<std::tuple<std::string, std::string, std::string>, Judged> by_place_;  ///< statement, model, source
};

/// Verdicts on a statement over some runs.
struct Counts {
  long tasks = 0, applicable = 0, holds = 0, violated = 0, open = 0;
  void add(const Tally& tally);
};
Counts counts_of(const std::vector<Judged>& judged);

}  // namespace margincert::reports::html
