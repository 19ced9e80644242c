#include "reports/first_rung.hpp"

#include <doctest/doctest.h>

#include "example_report.hpp"

namespace margincert::reports_tests {
namespace {

using reports::FirstRung;

bool mentions(const std::string& text, const std::string& piece) { return text.find(piece) != std::string::npos; }

/// Two runs of one statement: 3 of 5 applicable tasks at 53 bits, and all of 4.
reports::Report report_with_rungs() {
  reports::Report report = passing_report();
  report.request.statements = {"norm-growth"};
  report.runs.resize(1, report.runs.front());
  report.runs.front().statements.resize(1);
  reports::Tally& tally = report.runs.front().statements.front();
  tally.id = "norm-growth";
  tally.holds = 4;
  tally.violated = 0;
  tally.undecided = 1;
  tally.errors = 0;
  tally.not_applicable = 5;
  tally.rungs = {{53, 3}, {113, 1}};
  report.runs.push_back(report.runs.front());
  reports::Tally& other = report.runs.back().statements.front();
  other.undecided = 0;
  other.not_applicable = 6;
  other.rungs = {{53, 4}};
  return report;
}

}  // namespace

TEST_CASE("a share is rounded down, so that 100 % is all") {
  CHECK(FirstRung{0, 0}.percent() == "–");
  CHECK(FirstRung{0, 7}.percent() == "0 %");
  CHECK(FirstRung{2, 3}.percent() == "66.6 %");
  CHECK(FirstRung{99999, 100000}.percent() == "99.9 %");
  CHECK(FirstRung{100000, 100000}.percent() == "100 %");
}

TEST_CASE("what fell on the first rung is counted over all runs, of the verdicts on applicable tasks") {
  const reports::Report report = report_with_rungs();
  const FirstRung all = first_rung_of(report);
  CHECK(all.decided == 7);
  CHECK(all.applicable == 9);
  const FirstRung growth = first_rung_by_statement(report).at("norm-growth");
  CHECK(growth.decided == 7);
  CHECK(growth.applicable == 9);
}

TEST_CASE("text, summary and page say how many verdicts fell on the first rung, and whose rung that was") {
  reports::Report report = report_with_rungs();
  for (const bool engine : {true, false}) {
    report.request.engine = engine;
    const std::string rung = engine ? "the first rung (binary64 engine)" : "the first rung (53 bits)";
    CHECK(mentions(to_text(report), "\n7 of 9 applicable verdicts (77.7 %) fell on " + rung + "\n"));
    CHECK(mentions(to_text(report), "\n  norm-growth                 7 of 9 (77.7 %)\n"));
    CHECK(mentions(to_markdown(report), "77.7 % of the applicable verdicts fell on " + rung + ".\n"));
    CHECK(mentions(to_html(report), "77.7 % of the applicable verdicts fell on " + rung));
    CHECK(mentions(to_html(report), "77.7 % of its applicable verdicts fell on " + rung));
  }
}

TEST_CASE("statements that were all decided there are not listed one by one") {
  reports::Report report = report_with_rungs();
  report.runs.erase(report.runs.begin());
  CHECK(mentions(to_text(report), "\n4 of 4 applicable verdicts (100 %) fell on the first rung (binary64 engine)\n"));
  CHECK_FALSE(mentions(to_text(report), "norm-growth                 4 of 4"));
}

}  // namespace margincert::reports_tests
