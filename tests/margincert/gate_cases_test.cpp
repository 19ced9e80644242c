#include "margincert/work/gate_cases.hpp"

#include <doctest/doctest.h>

#include "files/atomic_write.hpp"
#include "margincert/work/shipped.hpp"
#include "proofs_check/judge.hpp"
#include "tests/files/support.hpp"

namespace margincert::work_tests {
namespace {

/// A folder with one shipped violation in it, replayed.
struct GateCasesFixture {
  files::test::Scratch scratch;
  files::Case recorded;
  work::GateCases cases;

  GateCasesFixture() : recorded(shipped()), cases(written()) { cases.replay({}); }

  static files::Case shipped() {
    const char* name = "growth-needs-class-purity.case.json";
    return files::parse_case(work::find_embedded(name)->text, name);
  }
  NamedPath written() const {
    files::write_file(scratch / "one.case.json", files::to_json(recorded));
    const std::string folder = (scratch / "").string();
    return {folder, folder};
  }

  /// What is asked so that the case answers it.
  Selection selection() const {
    Selection asked;
    asked.statements = {proofs::find_statement(recorded.statement)};
    asked.regime = recorded.regime;
    asked.dropped = {recorded.dropped.begin(), recorded.dropped.end()};
    return asked;
  }

  /// One run on the case's task, which came out like this.
  reports::Report report(long holds, long violated, long undecided) const {
    reports::Tally tally;
    tally.id = recorded.statement;
    tally.holds = holds;
    tally.violated = violated;
    tally.undecided = undecided;
    reports::Run run;
    run.model = "m";
    run.source = "cases";
    run.tasks = run.tasks_done = 1;
    run.statements = {tally};
    reports::Report report;
    report.models["m"] = recorded.parameters;
    report.runs = {run};
    return report;
  }
};

}  // namespace

TEST_CASE_FIXTURE(GateCasesFixture, "a violation that Arb accepts and the ladder does not find is a contradiction") {
  REQUIRE(cases.tests().back().accepted);
  REQUIRE(recorded.verdict == "violated");
  CHECK_THROWS_AS(cases.require_agreement(selection(), report(1, 0, 0)), proofs::Contradiction);
  CHECK_THROWS_AS(cases.require_agreement(selection(), report(0, 0, 0)), proofs::Contradiction);  // not applicable
  CHECK_NOTHROW(cases.require_agreement(selection(), report(0, 1, 0)));
  CHECK_NOTHROW(cases.require_agreement(selection(), report(0, 0, 1)));
}

TEST_CASE_FIXTURE(GateCasesFixture, "a case about other parameters or another question contradicts nothing") {
  reports::Report other = report(1, 0, 0);
  other.models["m"].layers.front().alpha += 1;
  CHECK_NOTHROW(cases.require_agreement(selection(), other));

  Selection all_hypotheses = selection();
  all_hypotheses.dropped.clear();
  CHECK_NOTHROW(cases.require_agreement(all_hypotheses, report(1, 0, 0)));

  Selection natural = selection();
  natural.regime.reset();
  CHECK_NOTHROW(cases.require_agreement(natural, report(1, 0, 0)));
}

TEST_CASE_FIXTURE(GateCasesFixture, "a run that was cut short contradicts nothing") {
  reports::Report cut = report(0, 0, 0);
  cut.runs.front().tasks_done = 0;
  CHECK_NOTHROW(cases.require_agreement(selection(), cut));
}

}  // namespace margincert::work_tests
