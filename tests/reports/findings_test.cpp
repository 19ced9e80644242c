#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "example_report.hpp"
#include "random_report.hpp"
#include "reports/finding.hpp"
#include "reports/replay_command.hpp"
#include "support/property.hpp"
#include "synthetic_report.hpp"

namespace margincert::reports_tests {
namespace {

using reports::Finding;
using reports::FindingKind;
using reports::Report;
using reports::Standing;
using reports::Status;

Status status_of_findings(const Report& report) { return conclude(report).status; }

/// Does the baseline say of this thing that it may stay?
bool may_stay(const Report& report, const std::string& mark) {
  return std::ranges::any_of(report.baseline, [&](const reports::BaselineEntry& entry) {
    if (entry.fingerprint != mark) return false;
    const bool known = entry.standing == Standing::existing || entry.standing == Standing::worse;
    return known && std::ranges::count(report.request.fail_on, to_string(entry.standing)) == 0;
  });
}

/// Read off the record itself.
bool something_is_certified_false(const Report& report) {
  for (const reports::Run& run : report.runs) {
    for (const reports::Tally& tally : run.statements) {
      const std::string mark = fingerprint(FindingKind::violation, tally.id, run.model, run.title());
      if (tally.violated > 0 && tally.confirmed() && !may_stay(report, mark)) return true;
    }
  }
  return std::ranges::any_of(report.identification, [&](const reports::IdentificationTest& test) {
    const std::string mark =
        fingerprint(FindingKind::identification, reports::identification_rule, test.model, identification_source(test));
    return test.outcome == proofs::Outcome::violated && !may_stay(report, mark);
  });
}

std::vector<std::string> marks_of(const Report& report) {
  std::vector<std::string> marks;
  for (const Finding& finding : findings(report)) marks.push_back(finding.fingerprint);
  return marks;
}

const Finding& finding_of(const std::vector<Finding>& all, FindingKind kind, const std::string& source) {
  const auto found = std::ranges::find_if(
      all, [&](const Finding& finding) { return finding.kind == kind && finding.source == source; });
  REQUIRE(found != all.end());
  return *found;
}

}  // namespace

TEST_CASE("a report fails exactly when something is certified false that the baseline does not tolerate") {
  testing::check_property("findings.fail", [] {
    const Report report = *random_reports();
    const std::vector<Finding> all = findings(report);
    const bool open = std::ranges::any_of(all, [](const Finding& f) { return f.certified() && !f.tolerated; });
    RC_ASSERT(open == something_is_certified_false(report));
    RC_ASSERT(open == (status_of_findings(report) == Status::fail));
  });
}

TEST_CASE("a report passes exactly when all of its findings are tolerated, and then gives no reason") {
  testing::check_property("findings.pass", [] {
    const Report report = *random_reports();
    const std::vector<Finding> all = findings(report);
    const bool passes = std::ranges::all_of(all, &Finding::tolerated);
    RC_ASSERT(passes == (status_of_findings(report) == Status::pass));
    RC_ASSERT(passes == conclude(report).reasons.empty());
  });
  CHECK(findings(passing_report()).empty());
  CHECK(status_of_findings(passing_report()) == Status::pass);
}

TEST_CASE("only what is certified can be tolerated, and the most serious comes first") {
  testing::check_property("findings.order", [] {
    const std::vector<Finding> all = findings(*random_reports());
    for (const Finding& finding : all) RC_ASSERT(!finding.tolerated || finding.certified());
    RC_ASSERT(std::ranges::is_sorted(all, {}, [](const Finding& f) { return std::pair(f.tolerated, f.kind); }));
  });
}

TEST_CASE("fingerprints are unique in a report, and are those of kind, rule, model and source") {
  testing::check_property("findings.unique", [] {
    const std::vector<Finding> all = findings(*random_reports());
    std::set<std::string> marks;
    for (const Finding& f : all) {
      RC_ASSERT(marks.insert(f.fingerprint).second);
      RC_ASSERT(f.fingerprint == fingerprint(f.kind, f.rule, f.model, f.source));
      RC_ASSERT(!f.message.empty());
    }
  });
}

TEST_CASE("fingerprints survive another seed, other task counts and other witnesses") {
  Report report = example_report();
  const std::vector<std::string> before = marks_of(report);
  report.request.seed = 3;
  for (reports::Run& run : report.runs) {
    run.tasks *= 10;
    run.tasks_done *= 10;
    for (reports::Tally& tally : run.statements) {
      tally.holds += 9 * example::tasks;
      if (!tally.violation) continue;
      tally.violation->worst = example::witness(77, -0.5);
      tally.violation->worst.deciding->layer = 1;
      tally.violation->cases.front().file = "other.case.json";
    }
  }
  CHECK(marks_of(report) == before);
}

TEST_CASE("what runs of one title show of one statement is one finding") {
  Report report = example_report();
  report.baseline.clear();
  report.runs[3].source = report.runs[2].source;
  const std::vector<Finding> all = findings(report);
  CHECK(std::ranges::count(all, FindingKind::violation, &Finding::kind) == 1);
  const Finding& both = finding_of(all, FindingKind::violation, report.runs[2].title());
  CHECK(both.violated == 4);
  CHECK(both.applicable == 16);
}

TEST_CASE("a finding says what broke, where, and how to see it again") {
  const Report report = example_report();
  const std::vector<Finding> all = findings(report);
  const Finding& expired = finding_of(all, FindingKind::violation, report.runs[2].title());
  CHECK(expired.rule == example::growth);
  CHECK(expired.provenance == "S+R");
  CHECK(expired.layer == 2);
  CHECK(expired.task == 4);
  CHECK(expired.message.find("violated on 2 of 8 applicable tasks") != std::string::npos);
  CHECK(expired.message.find("tolerated it until 2026-03-01") != std::string::npos);
  CHECK(expired.replay == "margincert replay violations/geometric-margin-growth-run2-task4.worst.case.json");
  CHECK(expired.standing == "new");
  CHECK_FALSE(expired.tolerated);
  const Finding& known = finding_of(all, FindingKind::violation, report.runs[3].title());
  CHECK(known.standing == "existing");
  CHECK(known.first_seen == "2025-03-01");
  CHECK(known.tolerated);
  const Finding& open = finding_of(all, FindingKind::undecided, report.runs[1].title());
  CHECK(open.replay ==
        "margincert check --params good --family cone --set K=2 d=2 n=3 sigma=0.05 --tasks 9 --seed "
        "18446744073709551615 --statement in-class-floor --drop dominance");
}

TEST_CASE("what is worse than the baseline fails unless that is not asked for") {
  Report report = example_report();
  std::erase_if(report.baseline, [](const auto& entry) { return entry.standing != Standing::existing; });
  report.baseline[0].standing = Standing::worse;
  CHECK_FALSE(finding_of(findings(report), FindingKind::violation, report.runs[3].title()).tolerated);
  report.request.fail_on.clear();
  CHECK(finding_of(findings(report), FindingKind::violation, report.runs[3].title()).tolerated);
  report.baseline[0].standing = Standing::existing;
  report.request.fail_on = {"existing"};
  CHECK_FALSE(finding_of(findings(report), FindingKind::violation, report.runs[3].title()).tolerated);
}

TEST_CASE(
    "a baseline with an entry that nothing could confirm or resolve is no pass; a resolved one is, unless asked") {
  Report report = passing_report();
  report.baseline_file = "baseline.json";
  report.baseline = {example::entry("norm-growth", "soft", "elsewhere", Standing::stale)};
  CHECK(status_of_findings(report) == Status::inconclusive);
  report.baseline[0].standing = Standing::resolved;
  CHECK(status_of_findings(report) == Status::pass);
  report.request.fail_on = {"worse", "resolved"};
  CHECK(status_of_findings(report) == Status::inconclusive);
  CHECK(conclude(report).line() ==
        "INCONCLUSIVE holds=700 violated=0 undecided=0 errors=0 not-applicable=0 new=0 worse=0 existing=0 resolved=1 "
        "stale=0");
}

TEST_CASE("a baseline tolerates no gap: what was not checked is not known") {
  Report report = passing_report();
  report.interrupted = true;
  report.request.required_applicable = 1000;
  report.baseline_file = "baseline.json";
  for (const Finding& finding : findings(report)) {
    report.baseline.push_back(example::entry("norm-growth", "soft", "cone", Standing::existing));
    report.baseline.back().fingerprint = finding.fingerprint;
  }
  CHECK(report.baseline.size() == 2);
  CHECK(status_of_findings(report) == Status::inconclusive);
}

TEST_CASE("a violation that was not derived again is undecided, and never fails") {
  Report report = passing_report();
  generators::Random random(1, "unconfirmed", 0);
  synthetic::violate(report.runs[0].statements[0], random);
  CHECK(status_of_findings(report) == Status::fail);
  report.runs[0].statements[0].violation->confirmed_at = 0;
  CHECK(status_of_findings(report) == Status::inconclusive);
  CHECK(findings(report).front().kind == FindingKind::unconfirmed);
}

TEST_CASE("a part of a campaign, or a run that lacks tasks, is no pass") {
  Report report = passing_report();
  report.runs[0].part = {4, {2}};
  CHECK(status_of_findings(report) == Status::inconclusive);
  report.runs[0].part = {};
  report.runs[0].tasks = 11;
  CHECK(status_of_findings(report) == Status::inconclusive);
  CHECK(findings(report).front().message.find("10 of 11 tasks") != std::string::npos);
}

TEST_CASE("each statement has to apply as often as the request requires of it") {
  Report report = passing_report();
  report.request.required["norm-growth"] = {20, 1};
  CHECK(status_of_findings(report) == Status::pass);
  report.request.required["norm-growth"] = {21, 0};
  CHECK(status_of_findings(report) == Status::inconclusive);
  report.request.required["norm-growth"] = {1, 0.9};
  for (reports::Run& run : report.runs) {
    run.statements[0].holds = 9;
    run.statements[0].not_applicable = 1;
  }
  CHECK(status_of_findings(report) == Status::pass);
  report.request.required["norm-growth"].coverage = 0.95;
  CHECK(status_of_findings(report) == Status::inconclusive);
  CHECK(findings(report).front().message.find("18 of 20 tasks, a share of 0.95 required") != std::string::npos);
}

TEST_CASE("words of a command line are quoted where a shell would read something into them") {
  using reports::shell_word;
  CHECK(shell_word("sigma=0.02") == "sigma=0.02");
  CHECK(shell_word("") == "''");
  CHECK(shell_word("two words") == "'two words'");
  CHECK(shell_word("it's $HOME") == "'it'\\''s $HOME'");
  CHECK(shell_word("~") == "'~'");
  CHECK(shell_word("größe") == "'größe'");
  CHECK(shell_word("a\nb") == "$'a\\012b'");
  CHECK(shell_word("\xff'\\1") == "$'\\377\\'\\\\1'");
}

}  // namespace margincert::reports_tests
