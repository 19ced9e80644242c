#include "reports/diff.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "tests/reports/example_report.hpp"
#include "tests/support/property.hpp"

namespace margincert::reports_tests {
namespace {

using reports::Change;
using reports::Diff;
using reports::FindingKind;
using reports::Report;
using reports::Status;
using reports::Tally;

/// One model on one family, one statement, nothing else.
Report diff_report(long holds, long violated, long undecided = 0, long not_applicable = 0) {
  Report report;
  report.request.command = "check";
  report.request.regime = "natural";
  report.request.statements = {"norm-growth"};
  report.request.statements_chosen = true;
  report.request.ladder = {53};
  report.models = {{"soft", example::parameters(0.5)}};
  reports::Run run;
  run.model = "soft";
  run.source = "cone";
  Tally tally = example::tally("norm-growth", recursion::Regime::full);
  tally.holds = holds;
  tally.violated = violated;
  tally.undecided = undecided;
  tally.not_applicable = not_applicable;
  if (holds > 0) tally.closest = tally.tightest = example::witness(0, 0.25);
  if (undecided > 0) tally.first_open = reports::Witness{1, 53, "slack straddles 0", {}, {}, {}, {}};
  if (violated > 0) tally.violation = reports::Violation{example::witness(2, -0.125), 256, "", 2, {}};
  run.tasks = run.tasks_done = static_cast<std::uint64_t>(tally.total());
  run.statements = {tally};
  report.runs = {run};
  return report;
}

std::vector<Change> changes_of(const Diff& diff) {
  std::vector<Change> changes;
  for (const auto& entry : diff.findings) changes.push_back(entry.change);
  return changes;
}

Tally& tally_of(Report& report) { return report.runs[0].statements[0]; }

}  // namespace

TEST_CASE("a report beside itself has no change") {
  for (const Report& report : {example_report(), diff_report(5, 0), diff_report(3, 2), diff_report(3, 0, 2)}) {
    const Diff same = reports::diff(report, report);
    CHECK(std::ranges::all_of(same.findings, [](const auto& entry) { return entry.change == Change::unchanged; }));
    CHECK(same.findings.size() == findings(report).size());
    CHECK(same.numbers.empty());
    CHECK(same.lost.empty());
    CHECK(same.asked.empty());
    CHECK(same.status() == Status::pass);
  }
}

TEST_CASE("a violation is new where there was none, and resolved where every task holds again") {
  const Diff broke = reports::diff(diff_report(5, 0), diff_report(3, 2));
  CHECK(changes_of(broke) == std::vector{Change::appeared});
  CHECK(broke.status() == Status::fail);
  CHECK(broke.line() == "FAIL new=1 worse=0 resolved=0 unchanged=0 unchecked=0 lost=0");
  const Diff mended = reports::diff(diff_report(3, 2), diff_report(5, 0));
  CHECK(changes_of(mended) == std::vector{Change::resolved});
  CHECK(mended.status() == Status::pass);
}

TEST_CASE("worse is a larger share of the tasks that the statement applies to, and not a larger number") {
  const auto change = [](const Report& before, const Report& now) { return changes_of(reports::diff(before, now)); };
  CHECK(change(diff_report(3, 2), diff_report(2, 3)) == std::vector{Change::worse});
  CHECK(reports::diff(diff_report(3, 2), diff_report(2, 3)).status() == Status::fail);
  CHECK(change(diff_report(3, 2), diff_report(300, 200)) == std::vector{Change::unchanged});
  CHECK(change(diff_report(3, 2), diff_report(3000, 1999)) == std::vector{Change::unchanged});
  CHECK(change(diff_report(3, 2), diff_report(3000, 2001)) == std::vector{Change::worse});
  CHECK(change(diff_report(3, 2), diff_report(2, 2, 0, 1)) == std::vector{Change::worse});
}

TEST_CASE("a violation is not resolved by what decides nothing") {
  const Report violated = diff_report(3, 2);
  const auto last_change = [&](const Report& now) { return changes_of(reports::diff(violated, now)).back(); };
  CHECK(last_change(diff_report(4, 0, 1)) == Change::unchecked);
  CHECK(last_change(diff_report(0, 0, 0, 5)) == Change::unchecked);
  Report other_model = diff_report(5, 0);
  other_model.runs[0].model = "hard";
  CHECK(last_change(other_model) == Change::unchecked);
  Report other_settings = diff_report(5, 0);
  other_settings.runs[0].settings["sigma"] = "0.5";
  CHECK(last_change(other_settings) == Change::unchecked);
  Report other_statement = diff_report(5, 0);
  tally_of(other_statement).id = "norm-ceiling";
  CHECK(last_change(other_statement) == Change::unchecked);
  for (const Report& now : {diff_report(4, 0, 1), other_model, other_settings, other_statement}) {
    CHECK(reports::diff(violated, now).status() == Status::inconclusive);
  }
}

TEST_CASE("what stays undecided now and did not before is inconclusive") {
  const Diff diff = reports::diff(diff_report(5, 0), diff_report(4, 0, 1));
  CHECK(changes_of(diff) == std::vector{Change::appeared});
  CHECK(diff.status() == Status::inconclusive);
}

TEST_CASE("a statement that no longer applies is lost, whatever else holds") {
  const Diff diff = reports::diff(diff_report(5, 0), diff_report(0, 0, 0, 5));
  CHECK(diff.lost == std::vector<std::string>{"soft on cone: no longer applies: norm-growth"});
  CHECK(diff.status() == Status::inconclusive);
  CHECK(reports::diff(diff_report(0, 0, 0, 5), diff_report(5, 0)).lost.empty());
}

TEST_CASE("tests that are not made any more are lost") {
  Report now = example_report();
  now.cases.erase(now.cases.begin());
  now.twins.erase(now.twins.begin());
  now.identification.pop_back();
  const Diff diff = reports::diff(example_report(), now);
  CHECK(diff.lost == std::vector<std::string>{
                         "not compared any more: model.safetensors, residual.centred-probe-label=0.1 on no-margin",
                         "case not replayed any more: growth-needs-class-purity.case.json",
                         "corrupted twin not run any more: norm-growth"});
}

TEST_CASE("of numbers those that changed are told, with both values") {
  Report now = diff_report(4, 0, 0, 1);
  tally_of(now).closest->slack_value = 0.125;
  tally_of(now).tightest->tightest_ratio.reset();
  const Diff diff = reports::diff(diff_report(5, 0), now);
  REQUIRE(diff.numbers.size() == 1);
  CHECK(diff.numbers[0].before == reports::Numbers{5, 5, 0.25, 1.25});
  CHECK(diff.numbers[0].now == reports::Numbers{5, 4, 0.125, {}});
  CHECK(to_text(diff).find(
            "    norm-growth                   applicable 4 of 5, was 5 of 5; smallest slack 0.125, was 0.25; "
            "tightest ratio -, was 1.25\n") != std::string::npos);
}

TEST_CASE("of a run that only one report has there is nothing to compare, and its statements are counted") {
  Report renamed = diff_report(5, 0);
  renamed.runs[0].source = "simplex";
  const std::string text = to_text(reports::diff(diff_report(5, 0), renamed));
  CHECK(text.find("statements judged only in the old report: 1\n") != std::string::npos);
  CHECK(text.find("statements judged only in the new report: 1\n") != std::string::npos);
  CHECK(text.find(", was -") == std::string::npos);
}

TEST_CASE("the smallest slack is a violation's when there is one, and runs of one name are one") {
  Report twice = diff_report(3, 2);
  twice.runs.push_back(diff_report(5, 0).runs[0]);
  twice.runs[1].settings["n"] = "9";
  const Diff diff = reports::diff(diff_report(5, 0), twice);
  REQUIRE(diff.numbers.size() == 1);
  CHECK(diff.numbers[0].now == reports::Numbers{10, 10, -0.125, 1.25});
}

TEST_CASE("statements that mean something else cannot be compared") {
  for (const auto& change : std::vector<void (*)(Report&)>{[](Report& r) { r.request.dropped = {"dominance"}; },
                                                           [](Report& r) { r.request.regime = "full"; },
                                                           [](Report& r) { r.request.corrupted_twins = true; }}) {
    Report now = diff_report(5, 0);
    change(now);
    const Diff diff = reports::diff(diff_report(5, 0), now);
    CHECK(diff.status() == Status::inconclusive);
    CHECK(diff.asked.size() == 1);
  }
  Report other_seed = diff_report(5, 0);
  other_seed.request.seed = 2;
  CHECK(reports::diff(diff_report(5, 0), other_seed).status() == Status::pass);
  CHECK(to_text(reports::diff(diff_report(5, 0), other_seed)).find("  request.seed: 2, was 0\n") != std::string::npos);
}

TEST_CASE("a report that is less conclusive is no success, one that is as open as before is") {
  Report part = diff_report(5, 0);
  part.runs[0].part = {2, {1}};
  part.runs[0].tasks = 10;
  CHECK(reports::diff(diff_report(5, 0), part).status() == Status::inconclusive);
  CHECK(reports::diff(part, part).status() == Status::pass);
  CHECK(reports::diff(part, diff_report(5, 0)).status() == Status::pass);
  CHECK(reports::diff(diff_report(0, 0, 0, 5), diff_report(0, 0, 0, 5)).status() == Status::nothing_checked);
}

TEST_CASE("what was not derived again and is seen on more tasks now is no success") {
  Report before = diff_report(3, 1), now = diff_report(1, 3);
  tally_of(before).violation->confirmed_at = tally_of(now).violation->confirmed_at = 0;
  CHECK(reports::diff(before, now).status() == Status::inconclusive);
  CHECK(reports::diff(now, before).status() == Status::pass);
}

TEST_CASE("each reason alone stands in the way of a success") {
  const Report holds = diff_report(5, 0), open = diff_report(4, 0, 1);
  const auto with_second = [](Report report, const Report& second) {
    report.request.statements.push_back("norm-ceiling");
    report.runs[0].statements.push_back(second.runs[0].statements[0]);
    report.runs[0].statements[1].id = "norm-ceiling";
    return report;
  };
  Report replayed = holds;
  replayed.cases = {{"a.case.json", true, ""}};
  Report unconfirmed = diff_report(3, 1, 1);
  tally_of(unconfirmed).violation->confirmed_at = 0;

  const auto only = [](const Diff& diff, std::vector<Change> changes, std::size_t lost) {
    CHECK(changes_of(diff) == changes);
    CHECK(diff.lost.size() == lost);
    CHECK(diff.status() == Status::inconclusive);
  };
  only(reports::diff(replayed, holds), {}, 1);
  only(reports::diff(with_second(open, holds), with_second(open, open)), {Change::unchanged, Change::appeared}, 0);
  only(reports::diff(unconfirmed, open), {Change::unchanged, Change::unchecked}, 0);
  only(reports::diff(with_second(open, diff_report(3, 2)), with_second(open, holds)),
       {Change::unchanged, Change::resolved}, 0);  // FAIL before, INCONCLUSIVE now
}

TEST_CASE("what is new one way is gone the other way, for any counts") {
  testing::check_property("reports/diff-there-and-back", [] {
    const auto any = [] {
      const auto count = [] { return *rc::gen::inRange(0L, 4L); };
      const long holds = count(), violated = count(), undecided = count();
      return diff_report(holds, violated, undecided, count());
    };
    const Report a = any(), b = any();
    const Diff there = reports::diff(a, b), back = reports::diff(b, a);
    RC_ASSERT(there.count(Change::appeared) == back.count(Change::resolved) + back.count(Change::unchecked));
    RC_ASSERT(there.count(Change::unchanged) + there.count(Change::worse) ==
              back.count(Change::unchanged) + back.count(Change::worse));
    RC_ASSERT(there.count(Change::worse) == 0 || back.count(Change::worse) == 0);
    RC_ASSERT(there.numbers.size() == back.numbers.size());
    const bool certified = std::ranges::any_of(there.findings, [](const auto& entry) {
      return entry.finding.certified() && entry.change == Change::appeared;
    });
    RC_ASSERT(!certified || there.status() == Status::fail);
  });
}

}  // namespace margincert::reports_tests
