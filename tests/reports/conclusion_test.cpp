#include <doctest/doctest.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "generators/property.hpp"
#include "proofs_check/statement.hpp"
#include "reports/exit_status.hpp"
#include "reports/finding.hpp"
#include "reports/report.hpp"
#include "tests/reports/random_report.hpp"

namespace margincert::reports_tests {
namespace {

using proofs::Outcome;
using reports::Report;
using reports::Standing;
using reports::Status;
using reports::Tally;

std::vector<std::string> ids_of(const std::string& theorem) {
  std::vector<std::string> ids;
  for (const auto& statement : proofs::statements()) {
    if (statement.theorem == theorem) ids.push_back(statement.id);
  }
  return ids;
}

/// `tasks` more verdicts of one kind, with what a record keeps of them.
void add(Tally& tally, Outcome outcome, long tasks = 1, const std::string& obstacle = "dominance") {
  switch (outcome) {
    case Outcome::holds:
      tally.holds += tasks;
      break;
    case Outcome::violated:
      tally.violated += tasks;
      tally.violation.emplace().confirmed_at = 256;
      break;
    case Outcome::undecided:
      tally.undecided += tasks;
      break;
    case Outcome::error:
      tally.errors += tasks;
      break;
    case Outcome::not_applicable:
      tally.not_applicable += tasks;
      tally.not_applicable_because[obstacle] += tasks;
      break;
  }
}

Tally not_applicable(const std::string& id, long tasks, const std::string& obstacle) {
  Tally tally;
  tally.id = id;
  add(tally, Outcome::not_applicable, tasks, obstacle);
  return tally;
}

/// A report on one model and one run, in which every listed statement came out the same way on every task.
Report report_of(const std::vector<std::string>& ids, Outcome outcome, int tasks = 3) {
  Report report;
  report.models["model"] = {2, 2, recursion::MinusOneOverClasses{}, {{1, 1, 0.5, 0.5}}};
  report.request.statements = ids;
  reports::Run run;
  run.model = "model";
  run.source = "cone";
  run.tasks = tasks;
  run.tasks_done = tasks;
  for (const std::string& id : ids) {
    Tally tally;
    tally.id = id;
    if (tasks > 0) add(tally, outcome, tasks);
    run.statements.push_back(tally);
  }
  report.runs.push_back(run);
  return report;
}

reports::IdentificationTest identification(const std::string& check) {
  reports::IdentificationTest test;
  test.check = check;
  test.outcome = Outcome::holds;
  return test;
}

void add_one(Report& report, std::size_t statement, Outcome outcome) {
  add(report.runs[0].statements[statement], outcome);
}

Status status_of(const Report& report) { return conclude(report).status; }

bool gives_reason(const Report& report, const std::string& text) {
  return std::ranges::any_of(conclude(report).reasons,
                             [&](const std::string& reason) { return reason.find(text) != std::string::npos; });
}

int exit_code(const Report& report) { return exit_status(report, conclude(report)); }

}  // namespace

TEST_CASE("a whole theorem that holds is a pass, and the line counts it") {
  for (const char* theorem : {"A", "B", "C"}) {
    const Report report = report_of(ids_of(theorem), Outcome::holds);
    const auto conclusion = conclude(report);
    CHECK(conclusion.status == Status::pass);
    CHECK(conclusion.reasons.empty());
    CHECK(conclusion.holds == 3 * static_cast<long>(ids_of(theorem).size()));
    CHECK(exit_code(report) == 0);
  }
  CHECK(conclude(report_of({"norm-growth"}, Outcome::violated)).line() ==
        "FAIL holds=0 violated=3 undecided=0 errors=0 not-applicable=0");
}

TEST_CASE("the last line counts the checks of a transformer, too") {
  Report report = report_of(ids_of("C"), Outcome::holds, 1);
  const std::string counts = conclude(report).line();
  CHECK(counts.find("identification") == std::string::npos);
  for (const Outcome outcome : {Outcome::holds, Outcome::holds, Outcome::undecided, Outcome::error}) {
    report.identification.push_back(identification("accuracy"));
    report.identification.back().outcome = outcome;
  }
  CHECK(conclude(report).line() == "INCONCLUSIVE" + counts.substr(4) +
                                       " identification-holds=2 identification-violated=0 identification-undecided=2");
  report.identification.back().outcome = Outcome::violated;
  report.baseline_file = "known.json";
  CHECK(conclude(report).line() ==
        "FAIL" + counts.substr(4) +
            " identification-holds=2 identification-violated=1 identification-undecided=1 new=1 worse=0 existing=0 "
            "resolved=0 stale=0");
}

TEST_CASE("one violation fails, whatever else went well or wrong") {
  Report report = report_of(ids_of("B"), Outcome::holds);
  add_one(report, 2, Outcome::violated);
  CHECK(status_of(report) == Status::fail);
  add_one(report, 3, Outcome::undecided);
  add_one(report, 3, Outcome::error);
  CHECK(status_of(report) == Status::fail);
  CHECK(exit_code(report) == 1);
}

TEST_CASE("an undecided verdict or a failed evaluation is no pass") {
  for (const Outcome outcome : {Outcome::undecided, Outcome::error}) {
    Report report = report_of(ids_of("B"), Outcome::holds);
    add_one(report, 0, outcome);
    CHECK(status_of(report) == Status::inconclusive);
    CHECK(exit_code(report) == 2);
  }
}

TEST_CASE("without a task, or without an applicable one, nothing was checked") {
  CHECK(status_of(report_of(ids_of("A"), Outcome::holds, 0)) == Status::nothing_checked);
  const Report excused = report_of(ids_of("A"), Outcome::not_applicable);
  CHECK(status_of(excused) == Status::nothing_checked);
  CHECK(exit_code(excused) == 3);
  CHECK(status_of(Report{}) == Status::nothing_checked);
}

TEST_CASE("a theorem counts as covered only when all of its statements apply") {
  Report report = report_of(ids_of("A"), Outcome::holds);
  Tally& first = report.runs[0].statements[0];
  first = not_applicable(first.id, 3, "unit-norm");
  CHECK(status_of(report) == Status::inconclusive);
  CHECK(gives_reason(report, "no theorem applies"));
  const auto notes = conclude(report).notes;
  CHECK(
      std::ranges::any_of(notes, [](const std::string& note) { return note.find("unit-norm") != std::string::npos; }));
}

TEST_CASE("coverage means as many applicable tasks as were required") {
  Report report = report_of(ids_of("C"), Outcome::holds);
  report.request.required_applicable = 3;
  CHECK(status_of(report) == Status::pass);
  report.request.required_applicable = 4;
  CHECK(status_of(report) == Status::inconclusive);
}

TEST_CASE("tasks of several runs of one model add up; those of another model do not") {
  Report report = report_of(ids_of("C"), Outcome::holds);
  report.request.required_applicable = 6;
  report.runs.push_back(report.runs[0]);
  CHECK(status_of(report) == Status::pass);
  report.models["other"] = report.models["model"];
  report.runs[1].model = "other";
  CHECK(status_of(report) == Status::inconclusive);
}

TEST_CASE("a model without any run is not covered") {
  Report report = report_of(ids_of("C"), Outcome::holds);
  report.models["forgotten"] = report.models["model"];
  CHECK(status_of(report) == Status::inconclusive);
  CHECK(gives_reason(report, "forgotten"));
}

TEST_CASE("statements named by the user must each apply") {
  Report report = report_of({"norm-growth", "in-class-floor"}, Outcome::holds);
  report.request.statements_chosen = true;
  CHECK(status_of(report) == Status::pass);
  report.runs[0].statements[1] = not_applicable("in-class-floor", 3, "class-purity");
  CHECK(status_of(report) == Status::inconclusive);
  CHECK(gives_reason(report, "in-class-floor applies to 0 tasks"));
  CHECK(gives_reason(report, "class-purity"));
}

TEST_CASE("a twin that was not caught is no pass") {
  Report report = report_of(ids_of("C"), Outcome::holds);
  report.twins = {{"norm-growth", true, "somewhere"}, {"in-class-floor", false, ""}};
  CHECK(status_of(report) == Status::inconclusive);
  CHECK(gives_reason(report, "twin of in-class-floor"));
  report.twins[1].caught = true;
  CHECK(status_of(report) == Status::pass);
}

TEST_CASE("an interrupted run, or one out of time, is no pass") {
  Report report = report_of(ids_of("C"), Outcome::holds);
  report.interrupted = true;
  CHECK(status_of(report) == Status::inconclusive);
  CHECK(exit_code(report) == 130);
  report.interrupted = false;
  report.out_of_time = true;
  CHECK(status_of(report) == Status::inconclusive);
  CHECK(exit_code(report) == 2);
}

TEST_CASE("a violation outweighs an interrupt in the conclusion") {
  Report report = report_of(ids_of("C"), Outcome::violated);
  report.interrupted = true;
  CHECK(status_of(report) == Status::fail);
}

TEST_CASE("a transformer that does not follow the recursion fails the gate, whatever holds of the recursion") {
  Report report = report_of(ids_of("A"), Outcome::holds);
  report.identification = {identification("extraction"), identification("residual.labels=0.1")};
  CHECK(status_of(report) == Status::pass);
  report.identification[1].outcome = Outcome::undecided;
  CHECK(status_of(report) == Status::inconclusive);
  CHECK(gives_reason(report, "residual.labels=0.1"));
  report.identification[0].outcome = Outcome::violated;
  CHECK(status_of(report) == Status::fail);
  CHECK(gives_reason(report, "does not follow the recursion: extraction"));
  CHECK(exit_code(report) == 1);
}

TEST_CASE("an empty selection is no pass, and neither are runs of a model that was not asked for") {
  Report report = report_of(ids_of("C"), Outcome::holds);
  report.request.statements_chosen = true;
  report.request.statements.clear();
  CHECK(status_of(report) == Status::inconclusive);
  CHECK(gives_reason(report, "no statement was asked for"));
  report = report_of(ids_of("C"), Outcome::not_applicable);
  report.request.required_applicable = 0;
  report.request.statements_chosen = true;
  CHECK(status_of(report) == Status::nothing_checked);
  report = report_of({}, Outcome::holds);
  CHECK(status_of(report) == Status::nothing_checked);
  report = report_of(ids_of("C"), Outcome::holds);
  report.models.clear();
  report.request.required_applicable = 4;
  CHECK(status_of(report) == Status::inconclusive);
}

TEST_CASE("a model to which nothing applied does not pass, even when nothing is required of it") {
  Report report = report_of(ids_of("C"), Outcome::holds);
  report.request.required_applicable = 0;
  report.request.statements_chosen = true;
  CHECK(status_of(report) == Status::pass);
  report.models["other"] = report.models["model"];
  CHECK(status_of(report) == Status::inconclusive);
  CHECK(gives_reason(report, "other: no statement applied to any task"));
}

TEST_CASE("a requirement of its own counts tasks and shares, in every model, over all of its runs") {
  Report report = report_of(ids_of("C"), Outcome::holds, 8);
  Tally& first = report.runs[0].statements[0];
  add(first, Outcome::not_applicable, 2);
  report.request.statements_chosen = true;
  report.request.required = {{first.id, {8, 0.8}}};
  CHECK(status_of(report) == Status::pass);
  report.request.required = {{first.id, {9, 0}}};
  CHECK(status_of(report) == Status::inconclusive);
  CHECK(gives_reason(report, "applies to 8 tasks, 9 required"));
  report.request.required = {{first.id, {0, 0.81}}};
  CHECK(status_of(report) == Status::inconclusive);
  CHECK(gives_reason(report, "applies to 8 of 10 tasks, a share of 0.81 required (dominance"));
  report.request.required = {{first.id, {0, std::nan("")}}};
  CHECK(status_of(report) == Status::inconclusive);
  report.request.required = {{first.id, {9, 0.8}}};
  report.runs.push_back(report.runs[0]);
  report.runs[1].position = 1;
  CHECK(status_of(report) == Status::pass);
  report.models["other"] = report.models["model"];
  report.runs[1].model = "other";
  CHECK(status_of(report) == Status::inconclusive);
}

TEST_CASE("a requirement holds beside a covered theorem, and for a statement that was not even checked") {
  Report report = report_of(ids_of("C"), Outcome::holds);
  report.request.required = {{"norm-growth", {1, 0}}};
  CHECK(status_of(report) == Status::inconclusive);
  CHECK(gives_reason(report, "norm-growth applies to 0 tasks, 1 required"));
  report.request.required = {{ids_of("C")[0], {4, 0}}};
  CHECK(status_of(report) == Status::inconclusive);
}

TEST_CASE("shares are compared as they are written: 7 of 100 are 0.07") {
  for (int percent = 1; percent < 100; ++percent) {
    Report report = report_of({"norm-growth"}, Outcome::holds, percent);
    add(report.runs[0].statements[0], Outcome::not_applicable, 100 - percent);
    report.request.statements_chosen = true;
    report.request.required = {{"norm-growth", {0, std::stod(fmt::format("0.{:02}", percent))}}};
    CHECK(status_of(report) == Status::pass);
    report.request.required = {{"norm-growth", {0, std::stod(fmt::format("0.{:02}1", percent))}}};
    CHECK(status_of(report) == Status::inconclusive);
  }
}

TEST_CASE("a violation that was not derived again counts as undecided, never as violated") {
  Report report = report_of(ids_of("C"), Outcome::holds);
  add_one(report, 0, Outcome::violated);
  report.runs[0].statements[0].violation->confirmed_at = 0;
  report.runs[0].statements[0].violation->unconfirmed_because = "Arb did not decide";
  const auto conclusion = conclude(report);
  CHECK(conclusion.status == Status::inconclusive);
  CHECK(conclusion.violated == 0);
  CHECK(conclusion.undecided == 1);
  CHECK(gives_reason(report, "not derived again"));
  report.runs[0].statements[0].violation.reset();  // nor one of which nothing is known
  CHECK(status_of(report) == Status::inconclusive);
}

TEST_CASE("a part is not the whole, whatever it says") {
  Report report = report_of(ids_of("C"), Outcome::holds);
  report.runs[0].part = {3, {1}};
  CHECK(status_of(report) == Status::inconclusive);
  CHECK(gives_reason(report, "of 3 parts, 2, 3 are missing"));
  report.runs[0].part = {3, {1, 3}};
  CHECK(gives_reason(report, "of 3 parts, 2 is missing"));
  add_one(report, 0, Outcome::violated);
  CHECK(status_of(report) == Status::fail);
}

TEST_CASE("tasks and runs that were asked for and are not there are missed") {
  Report report = report_of(ids_of("C"), Outcome::holds);
  report.runs[0].tasks = 4;
  CHECK(status_of(report) == Status::inconclusive);
  CHECK(gives_reason(report, "3 of 4 tasks were judged"));
  report.runs[0].tasks = 3;
  report.runs[0].position = 1;
  CHECK(status_of(report) == Status::inconclusive);
  CHECK(gives_reason(report, "run 0 of those asked for is missing"));
}

TEST_CASE("a case that is not derived again is no pass") {
  Report report = report_of(ids_of("C"), Outcome::holds);
  report.cases = {{"a.case.json", true, ""}, {"b.case.json", false, "the slack differs"}};
  CHECK(status_of(report) == Status::inconclusive);
  CHECK(gives_reason(report, "the case b.case.json is not accepted: the slack differs"));
}

namespace {

/// Violated once, and a baseline with one entry on it.
Report with_baseline(Standing standing) {
  Report report = report_of(ids_of("C"), Outcome::holds);
  add_one(report, 0, Outcome::violated);
  const std::string rule = report.runs[0].statements[0].id;
  report.baseline_file = "baseline.json";
  report.baseline = {{fingerprint(reports::FindingKind::violation, rule, "model", "cone"), rule, "model", "cone",
                      "known", "2025-01-01", "2026-01-01", 1, 4, standing}};
  return report;
}

}  // namespace

TEST_CASE("the baseline tolerates what is on record and no worse, unless that was to fail") {
  Report report = with_baseline(Standing::existing);
  CHECK(status_of(report) == Status::pass);
  CHECK(
      conclude(report).line().ends_with(" violated=1 undecided=0 errors=0 not-applicable=0 new=0 worse=0 existing=1 "
                                        "resolved=0 stale=0"));
  report.request.fail_on = {"worse", "existing"};
  CHECK(status_of(report) == Status::fail);
  report = with_baseline(Standing::worse);
  CHECK(status_of(report) == Status::fail);
  report.request.fail_on = {};
  CHECK(status_of(report) == Status::pass);
}

TEST_CASE("the baseline tolerates that one thing: no other statement, tasks or model") {
  Report report = with_baseline(Standing::existing);
  add_one(report, 1, Outcome::violated);
  CHECK(status_of(report) == Status::fail);
  report = with_baseline(Standing::existing);
  report.runs[0].source = "prototype";
  CHECK(status_of(report) == Status::fail);
  CHECK(conclude(report).standings->at("new") == 1);
  report = with_baseline(Standing::existing);
  report.runs[0].settings = {{"half-angle", "20"}};
  CHECK(status_of(report) == Status::fail);
}

TEST_CASE("an expired entry tolerates nothing, and neither do two on one thing, or one that says it is not there") {
  CHECK(status_of(with_baseline(Standing::expired)) == Status::fail);
  CHECK(status_of(with_baseline(Standing::resolved)) == Status::fail);
  CHECK(status_of(with_baseline(Standing::stale)) == Status::fail);
  Report report = with_baseline(Standing::existing);
  report.baseline.push_back(report.baseline[0]);
  CHECK(status_of(report) == Status::fail);
}

TEST_CASE("a stale entry is not green, and a resolved one only when that was not to fail") {
  Report report = with_baseline(Standing::stale);
  report.runs[0] = report_of(ids_of("C"), Outcome::holds).runs[0];
  CHECK(status_of(report) == Status::inconclusive);
  CHECK(conclude(report).standings->at("stale") == 1);
  report.baseline[0].standing = Standing::resolved;
  CHECK(status_of(report) == Status::pass);
  report.request.fail_on = {"resolved"};
  CHECK(status_of(report) != Status::pass);
  report.baseline[0].standing = Standing::expired;
  CHECK(status_of(report) == Status::pass);
}

TEST_CASE("the baseline tolerates no undecided verdict and no violation that was not derived again") {
  Report report = with_baseline(Standing::existing);
  add_one(report, 0, Outcome::undecided);
  CHECK(status_of(report) == Status::inconclusive);
  report = with_baseline(Standing::existing);
  report.runs[0].statements[0].violation->confirmed_at = 0;
  CHECK(status_of(report) == Status::inconclusive);
}

TEST_CASE("a report passes exactly when nothing stands in the way, whatever else is in it") {
  property::check_property("pass-means-no-open-finding", [] {
    const Report report = *random_reports();
    const auto conclusion = conclude(report);
    const auto all = findings(report);
    const auto open = [](const reports::Finding& finding) { return !finding.tolerated; };
    const auto certified = [](const reports::Finding& finding) { return !finding.tolerated && finding.certified(); };
    RC_ASSERT((conclusion.status == Status::pass) == std::ranges::none_of(all, open));
    RC_ASSERT((conclusion.status == Status::fail) == std::ranges::any_of(all, certified));
    RC_ASSERT((conclusion.status == Status::pass) == conclusion.reasons.empty());
    RC_CLASSIFY(conclusion.status == Status::pass);
    if (conclusion.status != Status::pass) return;
    RC_ASSERT(conclusion.undecided + conclusion.errors == 0);
    RC_ASSERT(conclusion.holds > 0);
    RC_ASSERT(!report.interrupted);
    for (const reports::Run& run : report.runs) RC_ASSERT(run.complete());
  });
}

}  // namespace margincert::reports_tests
