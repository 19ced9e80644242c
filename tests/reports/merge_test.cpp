#include "reports/merge.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>

#include "reports/baseline.hpp"
#include "reports/record.hpp"
#include "tests/reports/example_report.hpp"
#include "tests/support/property.hpp"

namespace margincert::reports_tests {
namespace {

using proofs::Outcome;
using reports::merge;
using reports::Report;
using reports::Run;
using reports::Tally;
using reports::Witness;

/// What came out for one task and statement. Slacks and ratios are few, so that ties are many.
struct MergeVerdict {
  Outcome outcome;
  int slack, ratio;
  int rung;
};

/// All verdicts of a campaign of one statement per run; a report of any of its tasks is put together from these, each
/// number by its definition.
struct MergeCampaign {
  std::vector<std::vector<MergeVerdict>> runs;
};

MergeVerdict any_verdict() {
  const auto outcome = *rc::gen::element(Outcome::holds, Outcome::holds, Outcome::violated, Outcome::undecided,
                                         Outcome::error, Outcome::not_applicable);
  return {outcome, *rc::gen::inRange(0, 4), *rc::gen::inRange(0, 4), *rc::gen::element(53, 113)};
}

MergeCampaign any_campaign() {
  MergeCampaign campaign;
  const int runs = *rc::gen::inRange(1, 4), tasks = *rc::gen::inRange(0, 14);
  for (int r = 0; r < runs; ++r) {
    std::vector<MergeVerdict> verdicts;
    for (int i = 0; i < tasks; ++i) verdicts.push_back(any_verdict());
    campaign.runs.push_back(verdicts);
  }
  return campaign;
}

Witness merge_witness(std::uint64_t task, const MergeVerdict& verdict) {
  Witness witness;
  witness.task = task;
  witness.rung = verdict.rung;
  if (verdict.outcome == Outcome::undecided || verdict.outcome == Outcome::error) {
    witness.reason = "slack straddles 0";
    return witness;
  }
  const double sign = verdict.outcome == Outcome::violated ? -1 : 1;
  witness.deciding = example::comparison(0, 1 + sign * (verdict.slack + 1) / 8.0, 1);
  witness.slack_value = sign * (verdict.slack + 1) / 8.0;
  if (verdict.ratio > 0) witness.tightest_ratio = 1 + sign * verdict.ratio / 8.0;
  return witness;
}

/// The task that `better` puts before all others, by its definition: it is before each of them.
template <class Better>
std::optional<Witness> first_by(const std::vector<Witness>& candidates, Better better) {
  for (const Witness& witness : candidates) {
    const bool first = std::ranges::none_of(candidates, [&](const Witness& other) { return better(other, witness); });
    if (first) return witness;
  }
  return std::nullopt;
}

bool smaller_slack(const Witness& a, const Witness& b) {
  return a.slack_value != b.slack_value ? a.slack_value < b.slack_value : a.task < b.task;
}

bool smaller_ratio(const Witness& a, const Witness& b) {
  return a.tightest_ratio != b.tightest_ratio ? *a.tightest_ratio < *b.tightest_ratio : a.task < b.task;
}

bool earlier(const Witness& a, const Witness& b) { return a.task < b.task; }

reports::Violation merge_violation(const std::vector<Witness>& violated, std::size_t run) {
  reports::Violation violation;
  violation.worst = *first_by(violated, smaller_slack);
  violation.confirmed_at = 256;
  violation.first_task = first_by(violated, earlier)->task;
  for (const char* kind : {"worst", "simplest"}) {
    violation.cases.push_back({fmt::format("growth-{}.{}.case.json", run, kind), {}, {}});
  }
  return violation;
}

Tally merge_tally(const std::vector<MergeVerdict>& verdicts, const std::vector<std::uint64_t>& taken, std::size_t run) {
  Tally tally = example::tally(example::growth, recursion::Regime::class_pure);
  std::vector<Witness> holds, violated, open, decided;
  for (const std::uint64_t task : taken) {
    const MergeVerdict& verdict = verdicts[task];
    const Witness witness = merge_witness(task, verdict);
    switch (verdict.outcome) {
      case Outcome::holds:
        holds.push_back(witness);
        break;
      case Outcome::violated:
        violated.push_back(witness);
        break;
      case Outcome::undecided:
        ++tally.undecided;
        open.push_back(witness);
        break;
      case Outcome::error:
        ++tally.errors;
        open.push_back(witness);
        break;
      case Outcome::not_applicable:
        ++tally.not_applicable;
        ++tally.not_applicable_because[verdict.slack % 2 == 0 ? "dominance" : "separation"];
        if (verdict.slack % 2 == 0 && verdict.ratio > 0) {
          proofs::NearMiss& misses = tally.near_misses["dominance"];
          ++misses.tasks;
          misses.largest = std::max(misses.largest, 0x1p-50 * verdict.ratio);
        }
        break;
    }
    if (!witness.deciding || verdict.outcome == Outcome::not_applicable) continue;
    decided.push_back(witness);
    ++tally.rungs[verdict.rung];
    ++tally.slacks[static_cast<int>(*witness.slack_value * 8)];
  }
  tally.holds = static_cast<long>(holds.size());
  tally.violated = static_cast<long>(violated.size());
  tally.closest = first_by(holds, smaller_slack);
  std::erase_if(decided, [](const Witness& witness) { return !witness.tightest_ratio; });
  tally.tightest = first_by(decided, smaller_ratio);
  tally.first_open = first_by(open, earlier);
  if (!violated.empty()) tally.violation = merge_violation(violated, run);
  return tally;
}

Run merge_run(const MergeCampaign& campaign, std::size_t index, const reports::Part& part) {
  const std::vector<MergeVerdict>& verdicts = campaign.runs[index];
  std::vector<std::uint64_t> taken;
  for (std::uint64_t task = 0; task < verdicts.size(); ++task) {
    const int number = static_cast<int>(task) % part.of + 1;
    if (std::ranges::find(part.done, number) != part.done.end()) taken.push_back(task);
  }
  Run run;
  run.position = static_cast<int>(index);
  run.model = "soft";
  run.source = index == 0 ? "cone" : "prototype";  // from the third on, runs of one name
  run.settings = {{"n", std::to_string(index)}};
  run.tasks = verdicts.size();
  run.part = part;
  run.tasks_done = taken.size();
  run.statements = {merge_tally(verdicts, taken, index)};
  for (int layer = 0; layer < 3; ++layer) {
    reports::LayerProfile profile{layer, static_cast<long>(taken.size()), 0, 0, 0, 0};
    for (const std::uint64_t task : taken) profile.own_mass += static_cast<std::int64_t>(task) + layer;
    run.profile.push_back(profile);
  }
  return run;
}

Report merge_report(const MergeCampaign& campaign, const reports::Part& part) {
  Report report;
  report.request.command = "check";
  report.request.regime = "natural";
  report.request.statements = {example::growth};
  report.request.ladder = {53, 113};
  report.models = {{"soft", example::parameters(0.5)}};
  for (std::size_t i = 0; i < campaign.runs.size(); ++i) report.runs.push_back(merge_run(campaign, i, part));
  report.baseline_file = "baseline.json";
  apply_baseline(report, {example::entry(example::growth, "soft", report.runs[0].title(), {})}, "2026-01-01");
  return report;
}

std::vector<Report> shards_of(const MergeCampaign& campaign, int of) {
  std::vector<Report> shards;
  for (int i = 1; i <= of; ++i)
    shards.push_back(merge_report(campaign, of == 1 ? reports::Part{} : reports::Part{of, {i}}));
  return shards;
}

template <class T>
std::vector<T> shuffled(std::vector<T> values) {
  for (std::size_t i = values.size(); i > 1; --i)
    std::swap(values[i - 1], values[*rc::gen::inRange<std::size_t>(0, i)]);
  return values;
}

/// The same report by a tree of merges instead of one.
Report merge_in_groups(std::vector<Report> parts) {
  while (parts.size() > 1) {
    const std::size_t first = *rc::gen::inRange<std::size_t>(0, parts.size() - 1);
    const Report pair = merge({parts[first], parts[first + 1]});
    parts.erase(parts.begin() + static_cast<long>(first) + 1);
    parts[first] = pair;
  }
  return merge(parts);
}

reports::IdentificationTest measured(const std::string& check, Outcome outcome, int layer) {
  reports::IdentificationTest test;
  test.model = "model";
  test.check = check;
  test.outcome = outcome;
  test.layer = layer;
  return test;
}

/// What only some parts say, or say otherwise: all that a merge has to bring into one order.
void scatter_tests(Report& report) {
  const auto some = [] { return *rc::gen::arbitrary<bool>(); };
  for (const char* name : {"b.case.json", "a.case.json"}) {
    if (some()) report.cases.push_back({name, some(), *rc::gen::element<std::string>("", "altered", "rejected")});
  }
  for (const char* check : {"accuracy", "extraction"}) {
    if (!some()) continue;
    report.identification.push_back(measured(
        check, *rc::gen::element(Outcome::holds, Outcome::undecided, Outcome::violated), *rc::gen::inRange(0, 3)));
  }
  if (some()) report.twins.push_back({example::growth, some(), *rc::gen::element<std::string>("here", "there")});
  if (some()) report.differences.push_back({"model", "labels", {example::between(0, *rc::gen::inRange(1, 4))}});
  if (some()) report.remarks.push_back(*rc::gen::element<std::string>("left out", "also left out"));
  report.interrupted = some();
  report.out_of_time = some();
  if (some()) report.seconds = *rc::gen::inRange(0, 9) / 4.0;
  for (Run& run : report.runs) {
    auto& violation = run.statements[0].violation;
    if (violation && some()) violation->confirmed_at = 0;
  }
  if (some()) report.baseline[0].standing = reports::Standing::expired;
}

std::string message_of(const std::vector<Report>& reports, std::size_t expected_index) {
  try {
    merge(reports);
  } catch (const reports::MergeError& error) {
    CHECK(error.report() == expected_index);
    return error.what();
  }
  return "merged";
}

std::string message_of(const Report& a, const Report& b) { return message_of({a, b}, 1); }

Report example_part(int number, int of) {
  Report report = example_report();
  for (Run& run : report.runs) {
    run.part = {of, {number}};
    for (Tally& tally : run.statements) tally.violation.reset();
  }
  return report;
}

}  // namespace

TEST_CASE("all shards of a campaign together are the campaign, byte for byte") {
  testing::check_property("reports/merge-shards", [] {
    const MergeCampaign campaign = any_campaign();
    const std::vector<Report> shards = shuffled(shards_of(campaign, *rc::gen::inRange(1, 6)));
    const Report whole = merge_report(campaign, {});
    RC_ASSERT(merge(shards) == whole);
    RC_ASSERT(to_json(merge(shards)) == to_json(whole));
  });
}

TEST_CASE("neither order nor grouping matters, whatever the parts say") {
  testing::check_property("reports/merge-laws", [] {
    std::vector<Report> parts = shards_of(any_campaign(), *rc::gen::inRange(2, 6));
    for (Report& part : parts) scatter_tests(part);
    if (*rc::gen::arbitrary<bool>()) parts.pop_back();
    const Report together = merge(parts);
    RC_ASSERT(merge(shuffled(parts)) == together);
    RC_ASSERT(merge_in_groups(shuffled(parts)) == together);
    RC_ASSERT(merge({together}) == together);
  });
}

TEST_CASE("parts of a whole that is not complete stay parts, and are no verdict") {
  const MergeCampaign campaign{{std::vector<MergeVerdict>(9, {Outcome::holds, 1, 1, 53})}};
  const std::vector<Report> shards = shards_of(campaign, 4);
  const Report some = merge({shards[3], shards[0]});
  CHECK(some.runs[0].part == reports::Part{4, {1, 4}});
  CHECK(some.runs[0].tasks_done == 5);
  CHECK(conclude(some).status == reports::Status::inconclusive);
  CHECK(merge({some, shards[2], shards[1]}).runs[0].complete());
}

TEST_CASE("of a test that came out in two ways the worse one stays") {
  Report good = example_report();
  good.runs.clear();
  good.cases = {{"case", true, ""}};
  good.twins = {{example::growth, true, "somewhere"}};
  good.identification = {measured("extraction", Outcome::holds, 0)};
  Report bad = good;
  bad.cases[0] = {"case", false, "altered"};
  bad.twins[0] = {example::growth, false, ""};
  bad.identification[0] = measured("extraction", Outcome::undecided, 0);
  for (const auto& both : {std::vector{good, bad}, std::vector{bad, good}}) {
    const Report merged = merge(both);
    CHECK(merged.cases == bad.cases);
    CHECK(merged.twins == bad.twins);
    CHECK(merged.identification == bad.identification);
  }
}

TEST_CASE("a confirmed violation is not given up for a worse one that is not") {
  const MergeCampaign campaign{{{{Outcome::violated, 1, 1, 53}, {Outcome::violated, 3, 1, 53}}}};
  std::vector<Report> shards = shards_of(campaign, 2);
  shards[1].runs[0].statements[0].violation->confirmed_at = 0;
  const Report merged = merge(shards);
  CHECK(merged.runs[0].statements[0].violation->worst.task == 0);
  CHECK(conclude(merged).status == reports::Status::fail);
}

TEST_CASE("a number that is not finite is the worst slack of a violation and the largest of what holds") {
  for (const Outcome outcome : {Outcome::violated, Outcome::holds}) {
    const MergeCampaign campaign{{{{outcome, 1, 0, 53}, {outcome, 1, 0, 53}}}};
    std::vector<Report> shards = shards_of(campaign, 2);
    Tally& tally = shards[1].runs[0].statements[0];
    (tally.violation ? tally.violation->worst : *tally.closest).slack_value.reset();
    const Tally merged = merge(shards).runs[0].statements[0];
    if (outcome == Outcome::violated) {
      CHECK(merged.violation->worst.task == 1);
    } else {
      CHECK(merged.closest->task == 0);
    }
  }
}

TEST_CASE("a part that is there twice would be counted twice, and is refused") {
  CHECK(message_of(example_report(), example_report()) ==
        "runs[0] (good on prototype sigma=0.05) is whole already, and would be counted twice");
  CHECK(message_of(example_part(2, 3), example_part(2, 3)) ==
        "runs[0] (good on prototype sigma=0.05) has part 2 of 3 already, and it would be counted twice");
  CHECK(message_of(example_part(1, 3), example_part(1, 2)) ==
        "runs[0] (good on prototype sigma=0.05) is cut into 3 and 2 parts");
  CHECK(message_of({example_part(1, 3), example_part(2, 3), example_part(1, 3)}, 2) ==
        "runs[0] (good on prototype sigma=0.05) has part 1 of 3 already, and it would be counted twice");
}

TEST_CASE("reports of different campaigns are refused, with the field and both values") {
  const Report one = example_part(1, 2), two = example_part(2, 2);
  const auto changed = [&](auto change) {
    Report other = two;
    change(other);
    return message_of(one, other);
  };
  CHECK(changed([](Report&) {}) == "merged");
  CHECK(changed([](Report& r) { r.request.seed = 8; }) == "request.seed is 18446744073709551615 and 8");
  CHECK(changed([](Report& r) { r.request.dropped.clear(); }) == R"(request.dropped is ["dominance"] and [])");
  CHECK(changed([](Report& r) { r.request.required[example::growth].coverage = 0.25; }) ==
        R"(request.required is {"geometric-margin-growth": "applicable 5, coverage 0.5"} and )"
        R"({"geometric-margin-growth": "applicable 5, coverage 0.25"})");
  CHECK(changed([](Report& r) { r.models.at("soft").layers[1].gamma = -4.5; }) ==
        "models.soft.layers[1].gamma is 4.5 and -4.5");
  CHECK(changed([](Report& r) { r.runs[1].settings["n"] = "5"; }) ==
        R"(runs[1] (good on cone sigma=0.05): settings is {"K": "2", "d": "2", "n": "3", "sigma": "0.05"} and )"
        R"({"K": "2", "d": "2", "n": "5", "sigma": "0.05"})");
  CHECK(changed([](Report& r) { r.runs[3].tasks = 11; }) == "runs[3] (soft on cone sigma=0.05): tasks is 10 and 11");
  CHECK(changed([](Report& r) {
          r.runs[0].statements.pop_back();
        }).starts_with("runs[0] (good on prototype sigma=0.05): its statements are norm-growth (class-pure), "));
  CHECK(changed([](Report& r) { r.baseline_file = "other.json"; }) ==
        "baseline_file is 'baseline.json' and 'other.json'");
  CHECK(changed([](Report& r) { r.baseline.pop_back(); }) == "baseline has 4 and 3 entries");
  CHECK(changed([](Report& r) { r.baseline[0].reason = "other"; }).starts_with("baseline[0] differs"));
}

TEST_CASE("reports of different models stand side by side") {
  Report one = example_part(1, 2), two = example_part(2, 2);
  std::erase_if(one.runs, [](const Run& run) { return run.model != "good"; });
  one.models.erase("soft");
  std::erase_if(two.runs, [](const Run& run) { return run.model != "soft"; });
  two.models.erase("good");
  for (Run& run : two.runs) run.position -= 2;
  const Report both = merge({two, one});
  CHECK(both.models.size() == 2);
  std::vector<std::string> order;
  for (const Run& run : both.runs) order.push_back(fmt::format("{} {} {}", run.position, run.model, run.source));
  CHECK(order == std::vector<std::string>{"0 good prototype", "0 soft prototype", "1 good cone", "1 soft cone"});
}

TEST_CASE("what the baseline says follows from all parts together") {
  const MergeCampaign campaign{{{{Outcome::holds, 1, 1, 53}, {Outcome::violated, 1, 1, 53}}}};
  const std::vector<Report> shards = shards_of(campaign, 2);
  CHECK(shards[0].baseline[0].standing == reports::Standing::stale);  // a part resolves nothing
  CHECK(shards[1].baseline[0].standing == reports::Standing::worse);  // 1 of 1, where 2 of 8 are tolerated
  CHECK(merge(shards).baseline[0].standing == reports::Standing::worse);
  CHECK(merge(shards_of({{{{Outcome::holds, 1, 1, 53}, {Outcome::holds, 1, 1, 53}}}}, 2)).baseline[0].standing ==
        reports::Standing::resolved);
}

TEST_CASE("there is no report of nothing") { CHECK_THROWS_AS(merge({}), std::invalid_argument); }

}  // namespace margincert::reports_tests
