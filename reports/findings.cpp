#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "proofs_check/statement.hpp"
#include "reports/coverage.hpp"
#include "reports/finding.hpp"
#include "reports/likeness.hpp"
#include "reports/movement.hpp"
#include "reports/replay_command.hpp"
#include "reports/slack_text.hpp"

namespace margincert::reports {
namespace {

using proofs::Outcome;

Finding about(FindingKind kind, const std::string& rule, const std::string& model, const std::string& source,
              std::string message) {
  Finding finding;
  finding.kind = kind;
  finding.rule = rule;
  finding.model = model;
  finding.source = source;
  finding.fingerprint = fingerprint(kind, rule, model, source);
  finding.message = std::move(message);
  return finding;
}

std::string name_of(const Report& report, const Tally& tally) {
  return report.request.corrupted_twins ? "the corrupted twin of " + tally.id : tally.id;
}

Finding about(FindingKind kind, const Run& run, const Tally& tally, std::string message) {
  Finding finding = about(kind, tally.id, run.model, run.title(), std::move(message));
  if (const proofs::Statement* statement = proofs::find_statement(tally.id)) finding.provenance = statement->provenance;
  finding.applicable = tally.applicable();
  return finding;
}

/// "task 17, layer 2, per layer: slack -1.250000e-01"
std::string place_of(const Witness& witness) {
  std::string place = fmt::format("task {}", witness.task);
  if (!witness.deciding) return place;
  place += fmt::format(", layer {}", witness.deciding->layer);
  if (!witness.deciding->part.empty()) place += ", " + witness.deciding->part;
  return place + ": slack " + slack_text(witness, 7);
}

void point_at(Finding& finding, const Witness& witness) {
  finding.task = witness.task;
  if (witness.deciding) finding.layer = witness.deciding->layer;
}

Finding violation_of(const Report& report, const Run& run, const Tally& tally) {
  const Violation& violation = *tally.violation;
  Finding finding =
      about(FindingKind::violation, run, tally,
            fmt::format("{} is violated on {} of {} applicable tasks of {} on {}; worst at {}, derived again by Arb at "
                        "{} bits",
                        name_of(report, tally), tally.violated, tally.applicable(), run.model, run.title(),
                        place_of(violation.worst), violation.confirmed_at));
  finding.violated = tally.violated;
  point_at(finding, violation.worst);
  if (!violation.cases.empty()) finding.case_file = violation.cases.front().file;
  finding.replay = finding.case_file.empty() ? check_command(report, run, tally.id, violation.worst.task)
                                             : replay_command(finding.case_file);
  return finding;
}

Finding unconfirmed_of(const Report& report, const Run& run, const Tally& tally) {
  Finding finding =
      about(FindingKind::unconfirmed, run, tally,
            fmt::format("{} looks violated on {} of {} applicable tasks of {} on {}, but Arb did not "
                        "derive the worst one again",
                        name_of(report, tally), tally.violated, tally.applicable(), run.model, run.title()));
  finding.violated = tally.violated;
  if (!tally.violation) return finding;
  if (!tally.violation->unconfirmed_because.empty()) finding.message += ": " + tally.violation->unconfirmed_because;
  point_at(finding, tally.violation->worst);
  finding.replay = check_command(report, run, tally.id, tally.violation->worst.task);
  return finding;
}

Finding open_of(const Report& report, const Run& run, const Tally& tally) {
  std::string message =
      fmt::format("{} is undecided on {} and failed on {} of {} applicable tasks of {} on {}", name_of(report, tally),
                  tally.undecided, tally.errors, tally.applicable(), run.model, run.title());
  if (!tally.first_open) return about(FindingKind::undecided, run, tally, message);
  const Witness& first = *tally.first_open;
  message += fmt::format("; first at task {}, rung {}: {}", first.task, first.rung, first.reason);
  Finding finding = about(FindingKind::undecided, run, tally, std::move(message));
  point_at(finding, first);
  finding.replay = check_command(report, run, tally.id, first.task);
  return finding;
}

Finding identification_of(const IdentificationTest& test) {
  const bool certified = test.outcome == Outcome::violated;
  Finding finding =
      about(certified ? FindingKind::identification : FindingKind::undecided, identification_rule, test.model,
            identification_source(test),
            fmt::format("the transformer {} the recursion: {}, {}",
                        certified ? "does not follow" : "is not decided to follow", test.check, test.detail));
  finding.layer = test.layer;
  finding.task = test.task;
  finding.replay = test.replay;
  if (certified) finding.violated = finding.applicable = 1;
  return finding;
}

/// What several runs of one title show is counted together; the first one's witness stands for all.
class Findings {
 public:
  void add(Finding finding) {
    const auto [known, is_new] = places_.emplace(finding.fingerprint, all_.size());
    if (is_new) {
      all_.push_back(std::move(finding));
      return;
    }
    all_[known->second].violated += finding.violated;
    all_[known->second].applicable += finding.applicable;
  }

  std::vector<Finding> take() && { return std::move(all_); }

 private:
  std::vector<Finding> all_;
  std::map<std::string, std::size_t> places_;
};

void add_verdicts(const Report& report, Findings& all) {
  for (const Run& run : report.runs) {
    for (const Tally& tally : run.statements) {
      if (tally.violated > 0)
        all.add(tally.confirmed() ? violation_of(report, run, tally) : unconfirmed_of(report, run, tally));
      if (tally.undecided + tally.errors > 0) all.add(open_of(report, run, tally));
    }
  }
  for (const IdentificationTest& test : report.identification) {
    if (test.outcome != Outcome::holds) all.add(identification_of(test));
  }
}

void add_tests(const Report& report, Findings& all) {
  for (const TwinTest& twin : report.twins) {
    if (twin.caught) continue;
    all.add(about(FindingKind::self_test, "self-test", "", twin.statement,
                  fmt::format("self-test: the corrupted twin of {} was not caught", twin.statement)));
  }
  for (const CaseTest& test : report.cases) {
    if (test.accepted) continue;
    Finding finding = about(FindingKind::self_test, "cases", "", test.name,
                            fmt::format("the case {} is not accepted: {}", test.name, test.reason));
    const bool built_in = test.name.find('/') == test.name.npos;
    finding.replay =
        "margincert replay " + shell_word(built_in ? "cases/" + test.name : from_folder(report.request, test.name));
    all.add(std::move(finding));
  }
}

/// "2, 3 are"
std::string missing_parts(const Part& part) {
  std::vector<int> missing;
  for (int i = 1; i <= part.of; ++i) {
    if (std::ranges::find(part.done, i) == part.done.end()) missing.push_back(i);
  }
  return missing.size() == 1 ? fmt::format("{} is", missing.front()) : fmt::format("{} are", fmt::join(missing, ", "));
}

/// Why a run is not complete when nothing cut the report short; "" when it is.
std::string missing_of(const Report& report, const Run& run) {
  if (!run.part.whole()) {
    return fmt::format("{} on {}: of {} parts, {} missing; put them together with margincert report merge", run.model,
                       run.title(), run.part.of, missing_parts(run.part));
  }
  if (run.complete() || report.interrupted || report.out_of_time) return "";
  return fmt::format("{} on {}: {} of {} tasks were judged", run.model, run.title(), run.tasks_done, run.tasks);
}

/// Of runs that were asked for, as the positions of the others tell.
void add_absent_runs(const Report& report, Findings& all) {
  std::set<int> positions;
  for (const Run& run : report.runs) positions.insert(run.position);
  for (int position = 0; !positions.empty() && position < *positions.rbegin(); ++position) {
    if (positions.contains(position)) continue;
    all.add(about(FindingKind::incomplete, "run", "", std::to_string(position),
                  fmt::format("run {} of those asked for is missing", position)));
  }
}

void add_incomplete(const Report& report, Findings& all) {
  if (report.interrupted) all.add(about(FindingKind::incomplete, "run", "", "interrupted", "interrupted"));
  if (report.out_of_time) all.add(about(FindingKind::incomplete, "run", "", "out of time", "the time budget ran out"));
  for (const Run& run : report.runs) {
    const std::string missing = missing_of(report, run);
    if (!missing.empty()) all.add(about(FindingKind::incomplete, "run", run.model, run.title(), missing));
  }
  add_absent_runs(report, all);
}

bool fails_on(const Report& report, Standing standing) {
  return std::ranges::find(report.request.fail_on, to_string(standing)) != report.request.fail_on.end();
}

/// Entries that have nothing to tolerate: a stale one always stands in the way, so that a baseline cannot rot.
void add_baseline(const Report& report, Findings& all) {
  for (const BaselineEntry& entry : report.baseline) {
    const bool stale = entry.standing == Standing::stale;
    const bool resolved = entry.standing == Standing::resolved && fails_on(report, Standing::resolved);
    if (!stale && !resolved) continue;
    const std::string subject = entry.source.empty() ? entry.rule : entry.rule + " on " + entry.source;
    all.add(about(FindingKind::incomplete, "baseline", entry.model, subject,
                  fmt::format("the baseline tolerates a violation of {} by {}{}{}, {}", entry.rule, entry.model,
                              entry.source.empty() ? "" : " on ", entry.source,
                              stale ? "which nothing that was checked could confirm or resolve; take the entry out, or "
                                      "check what it is about"
                                    : "which is resolved; take the entry out")));
  }
}

std::string recorded_of(const Finding& finding, const BaselineEntry& entry) {
  if (finding.kind != FindingKind::identification) {
    return fmt::format("{} of {} applicable tasks", entry.violated, entry.applicable);
  }
  return entry.measured ? fmt::format("{:.6g}", *entry.measured) : "where nothing was measured";
}

void weigh_against_baseline(const Report& report, Finding& finding) {
  if (!finding.certified()) return;
  const BaselineEntry* entry = baseline_entry(report, finding);
  if (!entry) return;
  finding.first_seen = entry->first_seen;
  const bool known = entry->standing == Standing::existing || entry->standing == Standing::worse;
  if (known) finding.standing = to_string(entry->standing);
  finding.tolerated = known && !fails_on(report, entry->standing);
  if (entry->standing == Standing::worse) {
    finding.message += "; worse than in the baseline, " + recorded_of(finding, *entry);
  } else if (entry->standing == Standing::expired) {
    finding.message += fmt::format("; the baseline tolerated it until {}", entry->expires);
  }
}

}  // namespace

const BaselineEntry* baseline_entry(const Report& report, const Finding& finding) {
  const auto found = std::ranges::find(report.baseline, finding.fingerprint, &BaselineEntry::fingerprint);
  if (found == report.baseline.end()) return nullptr;
  // Of two entries on one thing neither can be believed.
  const bool only = std::find_if(found + 1, report.baseline.end(), [&](const BaselineEntry& entry) {
                      return entry.fingerprint == finding.fingerprint;
                    }) == report.baseline.end();
  return only ? &*found : nullptr;
}

std::vector<Finding> findings(const Report& report) {
  Findings gathered;
  add_verdicts(report, gathered);
  for (const auto& gaps : {coverage_gaps(report), movement_gaps(report), likeness_gaps(report)}) {
    for (const CoverageGap& gap : gaps) {
      gathered.add(about(FindingKind::coverage, "coverage", gap.model, gap.subject, gap.message));
    }
  }
  add_tests(report, gathered);
  add_incomplete(report, gathered);
  add_baseline(report, gathered);
  std::vector<Finding> all = std::move(gathered).take();
  for (Finding& finding : all) weigh_against_baseline(report, finding);
  std::ranges::stable_sort(all, {}, [](const Finding& finding) { return std::pair(finding.tolerated, finding.kind); });
  return all;
}

}  // namespace margincert::reports
