#include "reports/baseline.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "files/file_error.hpp"
#include "reports/finding.hpp"
#include "tests/support/property.hpp"

namespace margincert::reports_tests {
namespace {

using reports::BaselineEntry;
using reports::FindingKind;
using reports::IdentificationTest;
using reports::Report;
using reports::Run;
using reports::Standing;
using reports::Tally;

constexpr const char* broken_rule = "geometric-margin-growth";

/// A statement's tally on a run: violations are confirmed.
Tally tally_with(long holds, long violated, long undecided = 0, long not_applicable = 0) {
  Tally tally;
  tally.id = broken_rule;
  tally.holds = holds;
  tally.violated = violated;
  tally.undecided = undecided;
  tally.not_applicable = not_applicable;
  if (violated > 0) tally.violation.emplace().confirmed_at = 256;
  return tally;
}

Run run_with(const Tally& tally) {
  Run run;
  run.model = "soft";
  run.source = "prototype";
  run.settings["sigma"] = "0.02";
  run.tasks = run.tasks_done = static_cast<std::uint64_t>(tally.total());
  run.statements = {tally};
  return run;
}

Report one_run(const Tally& tally) {
  Report report;
  report.runs = {run_with(tally)};
  return report;
}

IdentificationTest identification(proofs::Outcome outcome, const char* check = "equivariance") {
  IdentificationTest test;
  test.model = "weights.safetensors";
  test.check = check;
  test.outcome = outcome;
  return test;
}

const reports::Tolerance a_quarter{"known since the ablation", "2026-07-14", "2026-10-12"};

std::vector<BaselineEntry> recorded(const Report& report) { return baseline_of(report, {}, a_quarter); }

/// What becomes of a baseline written from one report in another one.
Standing standing(const Report& before, Report after, const char* today = "2026-07-15") {
  apply_baseline(after, recorded(before), today);
  REQUIRE(after.baseline.size() == 1);
  return after.baseline.front().standing;
}

const reports::Question any_question{{"class-purity"}, "full"};

const Report five_of_ten = one_run(tally_with(5, 5));

std::string refusal(const std::string& text) {
  try {
    reports::parse_baseline(text, "b.json");
  } catch (const files::FileError& error) {
    return error.what();
  }
  return "(nothing was refused)";
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t place = text.find(what);
  REQUIRE(place != std::string::npos);
  return text.replace(place, what.size(), by);
}

/// Reports with a few runs and statements, and one identification test: what comes out is up to chance.
rc::Gen<Report> any_report() {
  return rc::gen::exec([] {
    Report report;
    for (int r = *rc::gen::inRange(0, 3); r > 0; --r) {
      Run run = run_with({});
      run.settings["sigma"] = std::to_string(r);
      for (const char* id : {"norm-growth", broken_rule}) {
        const auto count = [] { return static_cast<long>(*rc::gen::inRange(0, 4)); };
        Tally tally = tally_with(count(), count(), count(), count());
        tally.id = id;
        if (tally.violation && *rc::gen::inRange(0, 4) == 0) tally.violation->confirmed_at = 0;
        run.statements.push_back(tally);
      }
      run.tasks = *rc::gen::inRange(10, 20);
      run.tasks_done = *rc::gen::inRange(5, 20);
      report.runs.push_back(run);
    }
    report.identification = {identification(*rc::gen::element(proofs::Outcome::violated, proofs::Outcome::holds))};
    return report;
  });
}

}  // namespace

TEST_CASE("a finding that is recorded is existing, also as part of more tasks") {
  CHECK(standing(five_of_ten, five_of_ten) == Standing::existing);
  CHECK(standing(five_of_ten, one_run(tally_with(500, 500))) == Standing::existing);
  CHECK(standing(five_of_ten, one_run(tally_with(9, 1))) == Standing::existing);
}

TEST_CASE("a larger share of violated tasks is worse, by however little") {
  CHECK(standing(five_of_ten, one_run(tally_with(4, 6))) == Standing::worse);
  CHECK(standing(five_of_ten, one_run(tally_with(499'999'999'999, 500'000'000'000))) == Standing::worse);
  CHECK(standing(five_of_ten, one_run(tally_with(500'000'000'000, 499'999'999'999))) == Standing::existing);
  // Shares that are one double, of counts whose products exceed 64 bits.
  const Report third = one_run(tally_with(6'000'000'000, 3'000'000'000));
  CHECK(standing(third, one_run(tally_with(5'999'999'999, 3'000'000'000))) == Standing::worse);
  CHECK(standing(third, one_run(tally_with(6'000'000'001, 3'000'000'000))) == Standing::existing);
  CHECK(standing(third, one_run(tally_with(6'000'000'000, 3'000'000'000))) == Standing::existing);
}

TEST_CASE("tasks to which the statement does not apply do not count in the share") {
  CHECK(standing(five_of_ten, one_run(tally_with(5, 5, 0, 1000))) == Standing::existing);
  CHECK(standing(one_run(tally_with(5, 5, 0, 1000)), five_of_ten) == Standing::existing);
}

TEST_CASE("resolved is a statement that applied, was decided on all of its tasks, and holds") {
  const Report good = one_run(tally_with(10, 0, 0, 3));
  CHECK(standing(five_of_ten, good) == Standing::resolved);
  SUBCASE("but not when nothing applied") {
    CHECK(standing(five_of_ten, one_run(tally_with(0, 0, 0, 10))) == Standing::stale);
  }
  SUBCASE("not while a task is undecided") {
    CHECK(standing(five_of_ten, one_run(tally_with(9, 0, 1))) == Standing::stale);
  }
  SUBCASE("not while an evaluation failed") {
    Report report = good;
    report.runs[0].statements[0].errors = 1;
    CHECK(standing(five_of_ten, report) == Standing::stale);
  }
  SUBCASE("not while tasks are missing") {
    Report report = good;
    ++report.runs[0].tasks;
    CHECK(standing(five_of_ten, report) == Standing::stale);
  }
  SUBCASE("not in a part of the tasks") {
    Report report = good;
    report.runs[0].part = {2, {1}};
    CHECK(standing(five_of_ten, report) == Standing::stale);
  }
  SUBCASE("not while the violation that was seen could not be derived again") {
    Report report = one_run(tally_with(9, 1));
    report.runs[0].statements[0].violation->confirmed_at = 0;
    CHECK(standing(five_of_ten, report) == Standing::stale);
  }
}

TEST_CASE("stale is what another model, source or selection says nothing of") {
  const Report good = one_run(tally_with(10, 0));
  Report other = good;
  CHECK(standing(five_of_ten, Report{}) == Standing::stale);
  SUBCASE("model") { other.runs[0].model = "reference"; }
  SUBCASE("family") { other.runs[0].source = "cone"; }
  SUBCASE("settings") { other.runs[0].settings["sigma"] = "0.03"; }
  SUBCASE("statement") { other.runs[0].statements[0].id = "norm-growth"; }
  CHECK(standing(five_of_ten, other) == Standing::stale);
}

TEST_CASE("an entry holds through its last day, and comes before all else when that is over") {
  CHECK(standing(five_of_ten, five_of_ten, "2026-10-11") == Standing::existing);
  CHECK(standing(five_of_ten, five_of_ten, "2026-10-12") == Standing::existing);
  CHECK(standing(five_of_ten, five_of_ten, "2026-10-13") == Standing::expired);
  CHECK(standing(five_of_ten, one_run(tally_with(1, 9)), "2027-01-01") == Standing::expired);
  CHECK(standing(five_of_ten, one_run(tally_with(10, 0)), "2027-01-01") == Standing::expired);
  CHECK(standing(five_of_ten, Report{}, "2027-01-01") == Standing::expired);
}

TEST_CASE("a model that does not follow its recursion can be tolerated, one check at a time") {
  Report before, after;
  before.identification = {identification(proofs::Outcome::violated),
                           identification(proofs::Outcome::holds, "accuracy")};
  REQUIRE(recorded(before).size() == 1);
  CHECK(recorded(before)[0].rule == "identification");
  CHECK(recorded(before)[0].violated == 1);
  CHECK(recorded(before)[0].applicable == 1);
  CHECK(standing(before, before) == Standing::existing);
  CHECK(standing(before, after) == Standing::stale);
  after.identification = {identification(proofs::Outcome::violated, "accuracy")};
  CHECK(standing(before, after) == Standing::stale);
  after.identification = {identification(proofs::Outcome::undecided)};
  CHECK(standing(before, after) == Standing::stale);
  after.identification = {identification(proofs::Outcome::holds)};
  CHECK(standing(before, after) == Standing::resolved);
}

TEST_CASE("a model that is certainly farther from its recursion than was recorded is worse") {
  const auto measured = [](const char* check, double lo, double hi) {
    Report report;
    report.identification = {identification(proofs::Outcome::violated, check)};
    report.identification[0].value = reports::Enclosure{"", "", lo, hi};
    return report;
  };
  const Report before = measured("extraction", 0.1, 0.2);
  CHECK(recorded(before)[0].measured == 0.2);
  CHECK(standing(before, before) == Standing::existing);
  CHECK(standing(before, measured("extraction", 0.05, 0.06)) == Standing::existing);
  CHECK(standing(before, measured("extraction", 0.15, 0.9)) == Standing::existing);
  CHECK(standing(before, measured("extraction", 0.21, 0.22)) == Standing::worse);
  const Report accuracy = measured("accuracy", 0.5, 0.6);
  CHECK(recorded(accuracy)[0].measured == 0.5);
  CHECK(standing(accuracy, measured("accuracy", 0.7, 0.8)) == Standing::existing);
  CHECK(standing(accuracy, measured("accuracy", 0.3, 0.5)) == Standing::existing);
  CHECK(standing(accuracy, measured("accuracy", 0.3, 0.4)) == Standing::worse);
  Report unknown = before;
  unknown.identification[0].value.reset();
  CHECK(standing(before, unknown) == Standing::worse);
  CHECK(standing(unknown, before) == Standing::worse);
}

TEST_CASE("only certified findings are recorded, by the fingerprint of the finding") {
  Report report = one_run(tally_with(3, 0, 4));
  report.runs.push_back(run_with(tally_with(1, 2)));
  report.runs[1].model = "unconfirmed";
  report.runs[1].statements[0].violation->confirmed_at = 0;
  CHECK(recorded(report).empty());
  report.runs.push_back(run_with(tally_with(1, 2)));
  report.runs[2].model = "broken";
  const auto entries = recorded(report);
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].fingerprint == fingerprint(FindingKind::violation, broken_rule, "broken", report.runs[2].title()));
  CHECK(entries[0].violated == 2);
  CHECK(entries[0].applicable == 3);
}

TEST_CASE("writing a baseline anew keeps why and since when, and renews the rest") {
  const reports::Tolerance later{"another reason", "2026-08-01", "2026-12-24"};
  const auto again = baseline_of(one_run(tally_with(1, 9)), recorded(five_of_ten), later);
  REQUIRE(again.size() == 1);
  CHECK(again[0].reason == a_quarter.reason);
  CHECK(again[0].first_seen == a_quarter.today);
  CHECK(again[0].expires == later.expires);
  CHECK(again[0].violated == 9);
  CHECK(baseline_of(one_run(tally_with(10, 0)), recorded(five_of_ten), later).empty());
}

TEST_CASE("the baseline of a report, written and read, says of that report: all existing, nothing else") {
  testing::check_property("baseline-round-trip", [] {
    Report report = *any_report();
    const auto entries = recorded(report);
    const std::string text = baseline_json({any_question, entries});
    const auto parsed = reports::parse_baseline(text, "b.json");
    RC_ASSERT(baseline_json(parsed) == text);
    RC_ASSERT(parsed.question == any_question);
    const auto& read = parsed.entries;
    RC_ASSERT(read.size() == entries.size());
    apply_baseline(report, read, a_quarter.expires);
    for (const BaselineEntry& entry : report.baseline) RC_ASSERT(entry.standing == Standing::existing);
    apply_baseline(report, read, "2026-10-13");
    for (const BaselineEntry& entry : report.baseline) RC_ASSERT(entry.standing == Standing::expired);
    restate_baseline(report);
    for (const BaselineEntry& entry : report.baseline) RC_ASSERT(entry.standing == Standing::expired);
  });
}

TEST_CASE("standings are stated again when the runs have changed") {
  Report report = one_run(tally_with(10, 0));
  report.runs[0].part = {2, {2}};
  apply_baseline(report, recorded(five_of_ten), "2026-07-15");
  CHECK(report.baseline[0].standing == Standing::stale);
  report.runs[0].part = {};
  restate_baseline(report);
  CHECK(report.baseline[0].standing == Standing::resolved);
}

TEST_CASE("a baseline that was edited beyond reason and days is refused with its place") {
  const std::string text = baseline_json({any_question, recorded(five_of_ten)});
  CHECK(refusal(text) == "(nothing was refused)");
  CHECK(refusal(replaced(text, "soft", "hard")).find("/entries/0/fingerprint: \"") != std::string::npos);
  CHECK(refusal(replaced(text, "soft", "hard")).find("is not the fingerprint of this rule") != std::string::npos);
  CHECK(refusal(replaced(text, a_quarter.reason, "")).find("/entries/0/reason: ") != std::string::npos);
  CHECK(refusal(replaced(text, "2026-10-12", "2026-02-30")).find("/entries/0/expires: ") != std::string::npos);
  CHECK(refusal(replaced(text, "2026-07-14", "14.7.2026")).find("/entries/0/first_seen: ") != std::string::npos);
  CHECK(refusal(replaced(text, "\"violated\": 5", "\"violated\": 11")).find("/entries/0/applicable: ") !=
        std::string::npos);
  CHECK(refusal(replaced(text, "\"violated\": 5", "\"violated\": 0")).find("/entries/0/violated: ") !=
        std::string::npos);
  CHECK(refusal(replaced(text, "\"rule\"", "\"rules\"")).find("did you mean \"rule\"?") != std::string::npos);
  CHECK(refusal(replaced(text, "\"measured\": null", "\"measured\": 0.5")).find("/entries/0/measured: ") !=
        std::string::npos);
  CHECK(refusal(replaced(text, "\"regime\": \"full\"", "\"regime\": \"fuller\"")).find("/regime: ") !=
        std::string::npos);
  CHECK(refusal(replaced(text, "baseline/1", "baseline/2")).find("/format: ") != std::string::npos);
  const std::size_t open = text.find('{', 1), close = text.rfind('}', text.rfind(']'));
  const std::string entry = text.substr(open, close + 1 - open);
  CHECK(refusal(replaced(text, entry, entry + ", " + entry)).find("/entries/1: ") != std::string::npos);
}

}  // namespace margincert::reports_tests
