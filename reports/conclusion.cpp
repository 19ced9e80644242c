#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "reports/coverage.hpp"
#include "reports/finding.hpp"
#include "reports/movement.hpp"
#include "reports/near_misses.hpp"
#include "reports/report.hpp"

namespace margincert::reports {
namespace {

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

/// How often each standing occurs: of the findings, and of what the baseline says of the others.
std::map<std::string, long> count_standings(const Report& report, const std::vector<Finding>& all) {
  std::map<std::string, long> counts{{"new", 0}, {"worse", 0}, {"existing", 0}, {"resolved", 0}, {"stale", 0}};
  for (const Finding& finding : all) {
    if (finding.certified()) ++counts.at(finding.standing);
  }
  for (const BaselineEntry& entry : report.baseline) {
    if (entry.standing == Standing::resolved || entry.standing == Standing::stale)
      ++counts.at(to_string(entry.standing));
  }
  return counts;
}

std::string counted(long number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

/// Why the report is not a pass: verdicts as counts, everything else finding by finding.
std::vector<std::string> reasons_of(const Conclusion& conclusion, const std::vector<Finding>& all) {
  long violated = 0, unconfirmed = 0;
  std::vector<std::string> of_transformer, of_rest;
  for (const Finding& finding : all) {
    if (finding.tolerated) continue;
    const bool verdict = finding.kind == FindingKind::violation || finding.kind == FindingKind::unconfirmed ||
                         finding.kind == FindingKind::undecided;
    if (finding.rule == identification_rule) {
      of_transformer.push_back(finding.message);
    } else if (finding.kind == FindingKind::violation) {
      violated += finding.violated;
    } else if (!verdict) {
      of_rest.push_back(finding.message);
    }
    if (finding.kind == FindingKind::unconfirmed) unconfirmed += finding.violated;
  }
  std::vector<std::string> reasons = std::move(of_transformer);
  if (violated > 0) reasons.push_back(counted(violated, "certified violation"));
  if (conclusion.undecided > 0) {
    reasons.push_back(counted(conclusion.undecided, "undecided verdict"));
    if (unconfirmed > 0)
      reasons.back() += fmt::format(", of which {} look violated and were not derived again", unconfirmed);
  }
  if (conclusion.errors > 0) reasons.push_back(counted(conclusion.errors, "failed evaluation"));
  reasons.insert(reasons.end(), of_rest.begin(), of_rest.end());
  return reasons;
}

std::optional<IdentificationCounts> count_identification(const Report& report) {
  if (report.identification.empty()) return std::nullopt;
  IdentificationCounts counts;
  for (const IdentificationTest& test : report.identification) {
    const bool decided = test.outcome == proofs::Outcome::holds || test.outcome == proofs::Outcome::violated;
    ++(!decided ? counts.undecided : test.outcome == proofs::Outcome::holds ? counts.holds : counts.violated);
  }
  return counts;
}

std::vector<std::string> cautions_of(const Report& report) {
  std::vector<std::string> cautions = stillnesses(report);
  for (std::string& theorem : uncovered_theorems(report)) cautions.push_back(std::move(theorem));
  return cautions;
}

std::vector<std::string> notes_of(const Report& report, long tolerated) {
  std::vector<std::string> notes = report.remarks;
  for (std::string& note : uncovered_theorems(report)) notes.push_back(std::move(note));
  for (std::string& note : near_miss_notes(report)) notes.push_back(std::move(note));
  if (tolerated > 0) {
    notes.push_back(fmt::format("{} {} tolerated by {}", counted(tolerated, "finding"), tolerated == 1 ? "is" : "are",
                                report.baseline_file));
  }
  for (const BaselineEntry& entry : report.baseline) {
    const bool expired = entry.standing == Standing::expired;
    if (!expired && entry.standing != Standing::resolved) continue;
    notes.push_back(fmt::format("{}'s entry on {} of {}{}{} {}", report.baseline_file, entry.rule, entry.model,
                                entry.source.empty() ? "" : " on ", entry.source,
                                expired ? "has expired on " + entry.expires : "is resolved; take it out"));
  }
  return notes;
}

Status status_of(const Report& report, const std::vector<Finding>& all) {
  const auto counts = [](const Finding& finding) { return !finding.tolerated; };
  if (std::ranges::any_of(all, [&](const Finding& finding) { return counts(finding) && finding.certified(); }))
    return Status::fail;
  if (std::ranges::none_of(all, counts)) return Status::pass;
  const bool in_part = std::ranges::any_of(report.runs, [](const Run& run) { return !run.part.whole(); });
  const bool cut_short = report.interrupted || report.out_of_time || in_part;
  return cut_short || anything_applied(report) ? Status::inconclusive : Status::nothing_checked;
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
  std::string line = fmt::format("{} holds={} violated={} undecided={} errors={} not-applicable={}", to_string(status),
                                 holds, violated, undecided, errors, not_applicable);
  if (identification) {
    line += fmt::format(" identification-holds={} identification-violated={} identification-undecided={}",
                        identification->holds, identification->violated, identification->undecided);
  }
  if (!standings) return line;
  for (const char* name : {"new", "worse", "existing", "resolved", "stale"}) {
    line += fmt::format(" {}={}", name, standings->at(name));
  }
  return line;
}

std::vector<std::string> Conclusion::notes_beside_cautions() const {
  std::vector<std::string> others;
  std::ranges::copy_if(notes, std::back_inserter(others),
                       [&](const std::string& note) { return std::ranges::find(cautions, note) == cautions.end(); });
  return others;
}

Conclusion conclude(const Report& report) {
  const std::vector<Finding> all = findings(report);
  Conclusion conclusion;
  count_outcomes(report, conclusion);
  conclusion.status = status_of(report, all);
  conclusion.reasons = reasons_of(conclusion, all);
  conclusion.tolerated = std::ranges::count_if(all, &Finding::tolerated);
  conclusion.notes = notes_of(report, conclusion.tolerated);
  conclusion.cautions = cautions_of(report);
  conclusion.identification = count_identification(report);
  if (!report.baseline_file.empty()) conclusion.standings = count_standings(report, all);
  return conclusion;
}

}  // namespace margincert::reports
