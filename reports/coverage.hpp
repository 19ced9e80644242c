#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "reports/report.hpp"

namespace margincert::reports {

/// By statement. What was never judged has no entry.
using Usages = std::map<std::string, Usage>;
void add(Usage& sum, const Usage& usage);
Usages usages_of(const Run& run);
/// Over all of the model's runs that count.
Usages usages_of(const Report& report, const std::string& model);
Usage usage_of(const Usages& usages, const std::string& statement);
/// Tasks that were looked for, or kept from earlier finds, say nothing of how much was tested.
bool counts_for_coverage(const Run& run);

/// How far a theorem's statements, of those that are checked, apply as often as they must.
struct TheoremCoverage {
  bool checked = false;               ///< at least one of them is asked for
  std::vector<std::string> short_of;  ///< those that do not

  bool complete() const { return checked && short_of.empty(); }
};
TheoremCoverage theorem_coverage(const Request& request, const Usages& usages, const std::string& theorem);

/// Those that were to be checked, and those that were.
std::set<std::string> models_of(const Report& report);

/// What had to apply, and does not apply often enough.
struct CoverageGap {
  std::string model;    ///< "" when nothing at all was judged
  std::string subject;  ///< the statement, or what else; "" when it is about theorems
  std::string message;
};

/// Did any statement apply to any task?
bool anything_applied(const Report& report);

/// Statements that the request names must each apply to as many tasks of every model as it requires. When the user has
/// not chosen the statements, each model must also be covered by at least one theorem in all its statements.
std::vector<CoverageGap> coverage_gaps(const Report& report);

/// Which theorems do not cover which model, in words: no gap, but nothing that a reader should have to infer.
std::vector<std::string> uncovered_theorems(const Report& report);

}  // namespace margincert::reports
