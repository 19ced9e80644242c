#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "proofs_check/statement.hpp"
#include "reports/report.hpp"

namespace margincert::reports {
namespace {

using proofs::Outcome;

/// Applicable tasks of a statement under one model, over all of the model's runs.
long applicable(const Report& report, const std::string& model, const std::string& statement) {
  long sum = 0;
  for (const Run& run : report.runs) {
    if (run.model != model) continue;
    for (const Tally& tally : run.statements) {
      if (tally.id == statement) sum += tally.applicable();
    }
  }
  return sum;
}

/// Why a statement did not apply: its most frequent false hypothesis under a model.
std::string most_frequent_obstacle(const Report& report, const std::string& model, const std::string& statement) {
  std::map<std::string, long> causes;
  for (const Run& run : report.runs) {
    if (run.model != model) continue;
    for (const Tally& tally : run.statements) {
      if (tally.id != statement) continue;
      for (const auto& [cause, count] : tally.not_applicable_because) causes[cause] += count;
    }
  }
  const auto most = std::ranges::max_element(causes, {}, [](const auto& entry) { return entry.second; });
  if (most == causes.end()) {
    return applicable(report, model, statement) > 0 ? "all that were judged" : "no task was judged";
  }
  return most->first == proofs::quantities_undefined ? "its quantities do not exist most often"
                                                     : most->first + " is false most often";
}

struct Coverage {
  bool complete = true;  ///< every checked statement of the theorem applies often enough
  std::vector<std::string> gaps;
};

Coverage theorem_coverage(const Report& report, const std::string& model, const std::string& theorem) {
  Coverage coverage;
  bool any = false;
  for (const std::string& id : report.request.statements) {
    if (proofs::find_statement(id)->theorem != theorem) continue;
    any = true;
    const long count = applicable(report, model, id);
    if (count >= report.request.required_applicable) continue;
    coverage.complete = false;
    coverage.gaps.push_back(
        fmt::format("{} applies to {} tasks ({})", id, count, most_frequent_obstacle(report, model, id)));
  }
  coverage.complete = coverage.complete && any;
  return coverage;
}

void count_outcomes(const Report& report, Conclusion& conclusion) {
  for (const Run& run : report.runs) {
    for (const Tally& tally : run.statements) {
      conclusion.holds += tally.holds;
      (tally.confirmed() ? conclusion.violated : conclusion.undecided) += tally.violated;
      conclusion.undecided += tally.undecided;
      conclusion.errors += tally.errors;
      conclusion.not_applicable += tally.not_applicable;
    }
  }
}

/// Statements named by the user must each apply; otherwise each model must be covered by at least one whole theorem,
/// and what does not apply is said plainly.
void check_coverage(const Report& report, Conclusion& conclusion) {
  const long required = report.request.required_applicable;
  for (const auto& [model, parameters] : report.models) {
    if (report.request.statements_chosen) {
      for (const std::string& id : report.request.statements) {
        const long count = applicable(report, model, id);
        if (count >= required) continue;
        conclusion.reasons.push_back(fmt::format("{}: {} applies to {} tasks, {} required ({})", model, id, count,
                                                 required, most_frequent_obstacle(report, model, id)));
      }
      continue;
    }
    std::vector<std::string> covered;
    for (const std::string theorem : {"A", "B", "C"}) {
      const Coverage coverage = theorem_coverage(report, model, theorem);
      if (coverage.complete) covered.push_back(theorem);
      if (!coverage.gaps.empty()) {
        conclusion.notes.push_back(fmt::format(
            "{}: Theorem {} is not covered: {}{}", model, theorem, coverage.gaps.front(),
            coverage.gaps.size() > 1 ? fmt::format(", and {} statements more", coverage.gaps.size() - 1) : ""));
      }
    }
    if (covered.empty()) {
      conclusion.reasons.push_back(
          fmt::format("{}: no theorem applies in all its statements to at least {} tasks; raise --tasks, choose other "
                      "families, or lower --require-applicable",
                      model, required));
    }
  }
}

}  // namespace

std::string to_string(Status status) {
  switch (status) {
    case Status::pass:
      return "PASS";
    case Status::fail:
      return "FAIL";
    case Status::inconclusive:
      return "INCONCLUSIVE";
    case Status::nothing_checked:
      break;
  }
  return "NOTHING-CHECKED";
}

std::string to_string(Standing standing) {
  switch (standing) {
    case Standing::existing:
      return "existing";
    case Standing::worse:
      return "worse";
    case Standing::resolved:
      return "resolved";
    case Standing::stale:
      return "stale";
    case Standing::expired:
      break;
  }
  return "expired";
}

std::string Conclusion::line() const {
  return fmt::format("{} holds={} violated={} undecided={} errors={} not-applicable={}", to_string(status), holds,
                     violated, undecided, errors, not_applicable);
}

Conclusion conclude(const Report& report) {
  Conclusion conclusion;
  conclusion.notes = report.remarks;
  count_outcomes(report, conclusion);
  for (const IdentificationTest& test : report.identification) {
    if (test.outcome == Outcome::holds) continue;
    const char* verb = test.outcome == Outcome::violated ? "does not follow" : "is not decided to follow";
    conclusion.reasons.push_back(
        fmt::format("the transformer {} the recursion: {}, {}", verb, test.check, test.detail));
  }
  if (conclusion.violated > 0)
    conclusion.reasons.push_back(fmt::format("{} certified violations", conclusion.violated));
  if (conclusion.undecided > 0)
    conclusion.reasons.push_back(fmt::format("{} undecided verdicts", conclusion.undecided));
  if (conclusion.errors > 0) conclusion.reasons.push_back(fmt::format("{} failed evaluations", conclusion.errors));
  if (report.interrupted) conclusion.reasons.push_back("interrupted");
  if (report.out_of_time) conclusion.reasons.push_back("the time budget ran out");
  for (const TwinTest& twin : report.twins) {
    if (!twin.caught) {
      conclusion.reasons.push_back(fmt::format("self-test: the corrupted twin of {} was not caught", twin.statement));
    }
  }
  for (const CaseTest& test : report.cases) {
    if (!test.accepted)
      conclusion.reasons.push_back(fmt::format("the case {} is not accepted: {}", test.name, test.reason));
  }
  const bool anything = conclusion.holds + conclusion.violated + conclusion.undecided + conclusion.errors > 0;
  if (anything) {
    check_coverage(report, conclusion);
  } else {
    conclusion.reasons.push_back("no statement applied to any task");
  }
  const bool cut_short = report.interrupted || report.out_of_time;
  const bool identified = std::ranges::none_of(
      report.identification, [](const IdentificationTest& test) { return test.outcome == Outcome::violated; });
  conclusion.status = conclusion.violated > 0 || !identified ? Status::fail
                      : conclusion.reasons.empty()           ? Status::pass
                      : anything || cut_short                ? Status::inconclusive
                                                             : Status::nothing_checked;
  return conclusion;
}

}  // namespace margincert::reports
