#include <doctest/doctest.h>

#include <algorithm>

#include "cli/exit_codes.hpp"
#include "proofs_check/statement.hpp"
#include "reports/report.hpp"

namespace margincert::reports_tests {
namespace {

using proofs::Outcome;
using reports::Report;
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

int exit_code(const Report& report) { return cli::exit_code_of(report, conclude(report)); }

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
  CHECK(exit_code(report) == cli::exit_code::violated);
}

}  // namespace margincert::reports_tests
