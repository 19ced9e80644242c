#include "reports/diff.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "reports/likeness.hpp"
#include "reports/movement.hpp"

namespace margincert::reports {
namespace {

// Findings.

bool larger_share(const Finding& now, const Finding& before) {
  __extension__ using Wide = __int128;
  return Wide(now.violated) * before.applicable > Wide(before.violated) * now.applicable;
}

/// Did every task of the statement in the runs of that name come out as holding, and at least one?
bool statement_holds(const Report& report, const Finding& finding) {
  long holds = 0, other = 0;
  for (const Run& run : report.runs) {
    if (run.model != finding.model || run.title() != finding.source) continue;
    for (const Tally& tally : run.statements) {
      if (tally.id != finding.rule) continue;
      holds += tally.holds;
      other += tally.applicable() - tally.holds;
    }
  }
  return holds > 0 && other == 0;
}

bool identification_holds(const Report& report, const Finding& finding) {
  return std::ranges::any_of(report.identification, [&](const IdentificationTest& test) {
    return test.model == finding.model && identification_source(test) == finding.source &&
           test.outcome == proofs::Outcome::holds;
  });
}

/// Does the later report ask for it again? Then it has come to be met.
bool coverage_reached(const Report& now, const Finding& finding) {
  if (finding.model.empty()) return true;
  if (!now.models.contains(finding.model)) return false;
  if (finding.source == moving_layers_subject) return now.request.required_moving_layers > 0;
  if (!finding.source.starts_with("Theorem ")) return true;
  return std::ranges::any_of(likenesses(now), [&](const Likeness& likeness) {
    return likeness.model == finding.model && likeness.subject() == finding.source && likeness.covers_reference;
  });
}

/// A finding that is not found now: was what it is about checked, so that its absence says something?
bool resolved(const Report& now, const Finding& finding) {
  if (finding.rule == identification_rule) return identification_holds(now, finding);
  switch (finding.kind) {
    case FindingKind::violation:
    case FindingKind::unconfirmed:
    case FindingKind::undecided:
    case FindingKind::identification:
      return statement_holds(now, finding);
    case FindingKind::coverage:
      return coverage_reached(now, finding);
    case FindingKind::self_test:
      return !(finding.rule == "cases" ? now.cases.empty() : now.twins.empty());
    case FindingKind::incomplete:
      break;
  }
  return true;
}

FindingChange still_there(const Finding& before, const Finding& now) {
  return {larger_share(now, before) ? Change::worse : Change::unchanged,
          now,
          before.violated,
          now.violated,
          before.applicable,
          now.applicable};
}

std::vector<FindingChange> compare_findings(const Report& before, const Report& now) {
  const std::vector<Finding> old_findings = findings(before), new_findings = findings(now);
  std::vector<FindingChange> changes;
  for (const Finding& finding : new_findings) {
    const auto known = std::ranges::find(old_findings, finding.fingerprint, &Finding::fingerprint);
    changes.push_back(known != old_findings.end()
                          ? still_there(*known, finding)
                          : FindingChange{Change::appeared, finding, 0, finding.violated, 0, finding.applicable});
  }
  for (const Finding& finding : old_findings) {
    if (std::ranges::find(new_findings, finding.fingerprint, &Finding::fingerprint) != new_findings.end()) continue;
    const Change change = resolved(now, finding) ? Change::resolved : Change::unchecked;
    changes.push_back({change, finding, finding.violated, 0, finding.applicable, 0});
  }
  return changes;
}

// Numbers.

using Place = std::tuple<std::string, std::string, std::string>;  // model, source, statement

void keep_smaller(std::optional<double>& kept, const std::optional<double>& value) {
  if (value && (!kept || *value < *kept)) kept = value;
}

/// In the order of runs and statements.
std::vector<std::pair<Place, Numbers>> numbers_of(const Report& report) {
  std::vector<std::pair<Place, Numbers>> all;
  std::map<Place, std::size_t> index;
  for (const Run& run : report.runs) {
    for (const Tally& tally : run.statements) {
      const Place place{run.model, run.title(), tally.id};
      const auto [known, first] = index.emplace(place, all.size());
      if (first) all.push_back({place, {}});
      Numbers& numbers = all[known->second].second;
      numbers.tasks += tally.total();
      numbers.applicable += tally.applicable();
      if (tally.closest) keep_smaller(numbers.smallest_slack, tally.closest->slack_value);
      if (tally.violation) keep_smaller(numbers.smallest_slack, tally.violation->worst.slack_value);
      if (tally.tightest) keep_smaller(numbers.tightest_ratio, tally.tightest->tightest_ratio);
    }
  }
  return all;
}

std::vector<NumbersChange> compare_numbers(const Report& before, const Report& now) {
  const auto old_numbers = numbers_of(before);
  auto new_numbers = numbers_of(now);
  const std::map<Place, Numbers> old_by_place(old_numbers.begin(), old_numbers.end());
  const std::map<Place, Numbers> new_by_place(new_numbers.begin(), new_numbers.end());
  for (const auto& [place, numbers] : old_numbers) {
    if (!new_by_place.contains(place)) new_numbers.push_back({place, {}});
  }
  std::vector<NumbersChange> changes;
  for (const auto& [place, numbers] : new_numbers) {
    const auto known = old_by_place.find(place);
    const Numbers was = known == old_by_place.end() ? Numbers{} : known->second;
    const auto& [model, source, statement] = place;
    if (was != numbers) changes.push_back({statement, model, source, was, numbers});
  }
  return changes;
}

// What is no longer checked.

std::vector<std::string> lost_statements(const std::vector<NumbersChange>& numbers) {
  std::vector<std::pair<std::string, std::vector<std::string>>> by_run;
  for (const NumbersChange& change : numbers) {
    if (!change.lost()) continue;
    const std::string run = fmt::format("{} on {}", change.model, change.source);
    if (by_run.empty() || by_run.back().first != run) by_run.push_back({run, {}});
    by_run.back().second.push_back(change.statement);
  }
  std::vector<std::string> lost;
  for (const auto& [run, statements] : by_run) {
    lost.push_back(fmt::format("{}: no longer applies: {}", run, fmt::join(statements, ", ")));
  }
  return lost;
}

template <class T, class Name>
void note_missing(std::vector<std::string>& lost, const char* what, const std::vector<T>& before,
                  const std::vector<T>& now, Name name) {
  std::set<std::string> there;
  for (const T& test : now) there.insert(name(test));
  for (const T& test : before) {
    if (!there.contains(name(test))) lost.push_back(fmt::format("{}: {}", what, name(test)));
  }
}

std::vector<std::string> lost_checks(const Report& before, const Report& now,
                                     const std::vector<NumbersChange>& numbers) {
  std::vector<std::string> lost = lost_statements(numbers);
  note_missing(lost, "not compared any more", before.identification, now.identification,
               [](const IdentificationTest& test) { return test.model + ", " + identification_source(test); });
  note_missing(lost, "case not replayed any more", before.cases, now.cases, [](const CaseTest& c) { return c.name; });
  note_missing(lost, "corrupted twin not run any more", before.twins, now.twins,
               [](const TwinTest& twin) { return twin.statement; });
  note_missing(lost, "not held against its reference any more", likenesses(before), likenesses(now),
               [](const Likeness& likeness) { return likeness.model + ", " + likeness.subject(); });
  return lost;
}

std::vector<Contrast> asked_otherwise(const Report& before, const Report& now) {
  std::vector<Contrast> asked = contrasts(before.request, now.request);
  for (const auto& [name, parameters] : now.models) {
    const auto known = before.models.find(name);
    if (known == before.models.end()) continue;
    for (Contrast& contrast : contrasts(name, known->second, parameters)) asked.push_back(std::move(contrast));
  }
  return asked;
}

bool conclusive(Status status) { return status == Status::pass || status == Status::fail; }

bool less_conclusive(Status now, Status before) {
  if (conclusive(before)) return !conclusive(now);
  return before == Status::inconclusive && now == Status::nothing_checked;
}

/// Statements are others without a hypothesis, in another regime, or as twins: what holds of them says nothing of
/// these.
bool incomparable(const Contrast& contrast) {
  return contrast.field == "request.dropped" || contrast.field == "request.regime" ||
         contrast.field == "request.corrupted_twins";
}

}  // namespace

std::string to_string(Change change) {
  switch (change) {
    case Change::appeared:
      return "new";
    case Change::worse:
      return "worse";
    case Change::unchanged:
      return "unchanged";
    case Change::resolved:
      return "resolved";
    case Change::unchecked:
      break;
  }
  return "unchecked";
}

long Diff::count(Change change) const { return std::ranges::count(findings, change, &FindingChange::change); }

Status Diff::status() const {
  const auto appeared = [](const FindingChange& f) { return f.change == Change::appeared; };
  const bool broke = std::ranges::any_of(findings, [&](const FindingChange& f) {
    return f.finding.certified() && (appeared(f) || f.change == Change::worse);
  });
  if (broke) return Status::fail;
  const bool open = std::ranges::any_of(findings, appeared) || count(Change::worse) > 0 || count(Change::unchecked) > 0;
  if (open || !lost.empty() || less_conclusive(now, before) || std::ranges::any_of(asked, incomparable)) {
    return Status::inconclusive;
  }
  const bool nothing = before == Status::nothing_checked && now == Status::nothing_checked;
  return nothing ? Status::nothing_checked : Status::pass;
}

std::string Diff::line() const {
  return fmt::format("{} new={} worse={} resolved={} unchanged={} unchecked={} lost={}", to_string(status()),
                     count(Change::appeared), count(Change::worse), count(Change::resolved), count(Change::unchanged),
                     count(Change::unchecked), lost.size());
}

Diff diff(const Report& before, const Report& now) {
  Diff result;
  result.before = conclude(before).status;
  result.now = conclude(now).status;
  result.findings = compare_findings(before, now);
  result.numbers = compare_numbers(before, now);
  result.lost = lost_checks(before, now, result.numbers);
  result.asked = asked_otherwise(before, now);
  return result;
}

}  // namespace margincert::reports
