#include "margincert/work/confirm.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "margincert/work/case_files.hpp"
#include "reports/exit_status.hpp"
#include "reports/finding.hpp"
#include "tests/margincert/ablation.hpp"

namespace margincert::work_tests {
namespace {

using replay::Decision;
using replay::Replay;
using reports::Tally;
using work::Campaigns;

Campaigns ran(const CheckRequest& request) { return work::PreparedCampaigns("check", request).run({.threads = 1}); }

Tally& ablated(Campaigns& campaigns) { return campaigns.report.runs[0].statements[0]; }

/// Confirms the violations of the ablation once more, by another replay.
Campaigns confirmed_by(const work::Replayer& replayer) {
  Campaigns campaigns = ran(ablation_request());
  campaigns.violations.clear();
  ablated(campaigns).violation->confirmed_at = 0;
  ablated(campaigns).violation->cases.clear();
  confirm_violations(campaigns, ablation_request().selection, replayer);
  return campaigns;
}

/// Every comparison that is shown is one of its layer's, and the deciding one is among them.
void check_series(const reports::Witness& witness, int layers) {
  REQUIRE(witness.deciding.has_value());
  CHECK(std::ranges::count(witness.layers, *witness.deciding) == 1);
  CHECK(std::ranges::is_sorted(witness.layers, {}, &reports::Comparison::layer));
  CHECK(witness.layers.front().layer == 0);
  CHECK(witness.layers.back().layer == layers - 1);
}

}  // namespace

TEST_CASE("a violation has its worst and its simplest case, named by its fingerprint and replayed from their text") {
  Campaigns campaigns = ran(ablation_request());
  const auto& run = campaigns.report.runs[0];
  const auto& violation = *ablated(campaigns).violation;
  CHECK(violation.confirmed_at == 256);
  CHECK(violation.unconfirmed_because.empty());
  CHECK(violation.first_task <= violation.worst.task);
  REQUIRE(violation.cases.size() == 2);
  REQUIRE(campaigns.violations.size() == 2);
  const std::string stem = "geometric-margin-growth-" +
                           fingerprint(reports::FindingKind::violation, "geometric-margin-growth", "soft", run.title());
  CHECK(violation.cases[0].file == stem + ".worst.case.json");
  CHECK(violation.cases[1].file == stem + ".simplest.case.json");
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(campaigns.violations[i].file_name == violation.cases[i].file);
    REQUIRE(violation.cases[i].content.has_value());
    CHECK(*violation.cases[i].content == campaigns.violations[i].witness);
    CHECK(work::replay_as_written(*violation.cases[i].content).decision == Decision::accepted);
  }
  CHECK(violation.cases[0].content->origin.index == violation.worst.task);
  CHECK(violation.cases[0].content->origin.evaluations == violation.worst.task + 1);
}

TEST_CASE("runs that no finding tells apart have files of their own") {
  CheckRequest request = ablation_request();
  request.sources = {family_source("prototype", {"sigma=0.02", "n=6"}, 4),
                     family_source("prototype", {"sigma=0.02", "n=9"}, 4)};
  const Campaigns campaigns = ran(request);
  REQUIRE(campaigns.violations.size() == 4);
  CHECK(campaigns.violations[0].file_name.find("-2.") == std::string::npos);
  CHECK(campaigns.violations[2].file_name.find("-2.worst.case.json") != std::string::npos);
}

TEST_CASE("a violation that the replay cannot decide is none: it counts as undecided, and nothing is written") {
  Campaigns campaigns = confirmed_by([](const files::Case&) {
    return Replay{Decision::failed, "the sign of the slack", 4096, ""};
  });
  const auto& violation = *ablated(campaigns).violation;
  CHECK(violation.confirmed_at == 0);
  CHECK(violation.unconfirmed_because == "the sign of the slack");
  CHECK(violation.cases.empty());
  CHECK(campaigns.violations.empty());
  CHECK_FALSE(ablated(campaigns).confirmed());
  const reports::Conclusion conclusion = conclude(campaigns.report);
  CHECK(conclusion.status == reports::Status::inconclusive);
  CHECK(conclusion.violated == 0);
  CHECK(conclusion.undecided == ablated(campaigns).violated);
  CHECK(exit_status(campaigns.report, conclusion) == 2);
}

TEST_CASE("a simplest witness that the replay cannot decide is left out") {
  Campaigns campaigns = confirmed_by([](const files::Case& file) {
    return file.origin.kind == "simplest" ? Replay{Decision::failed, "too close", 4096, ""}
                                          : work::replay_as_written(file);
  });
  CHECK(ablated(campaigns).confirmed());
  REQUIRE(ablated(campaigns).violation->cases.size() == 1);
  REQUIRE(campaigns.violations.size() == 1);
  CHECK(campaigns.violations[0].witness.origin.kind == "worst");
}

TEST_CASE("a replay that certifies the opposite is a defect of the program") {
  for (const char* kind : {"worst", "simplest"}) {
    CHECK_THROWS_AS(confirmed_by([&](const files::Case& file) {
                      return file.origin.kind == kind ? Replay{Decision::rejected, "the verdict is holds", 256, ""}
                                                      : work::replay_as_written(file);
                    }),
                    proofs::Contradiction);
  }
}

TEST_CASE("closest and worst witnesses show their statement at every layer") {
  CheckRequest request = ablation_request();
  request.selection.statements = select_statements({});
  Campaigns campaigns = ran(request);
  const int depth = campaigns.report.models.at("soft").depth();
  int closest = 0, violated = 0;
  for (const Tally& tally : campaigns.report.runs[0].statements) {
    CAPTURE(tally.id);
    const bool every_layer = proofs::find_statement(tally.id)->layers == proofs::Layers::all;
    if (tally.closest) check_series(*tally.closest, depth + every_layer);
    if (tally.violation) check_series(tally.violation->worst, depth + every_layer);
    closest += tally.closest.has_value();
    violated += tally.violation.has_value();
    if (tally.tightest) CHECK(tally.tightest->layers.empty());
  }
  CHECK(closest > 10);
  CHECK(violated > 0);
}

TEST_CASE("of a deep trajectory a few layers are shown, the deciding and the last among them") {
  CheckRequest request = ablation_request();
  request.selection.statements = select_statements({"norm-ceiling"});
  request.models.front().parameters.layers.assign(203, {0.5, 0.5, 0.01, 0.01});
  request.sources = {family_source("prototype", {"n=6"}, 2)};
  const Campaigns campaigns = ran(request);
  const reports::Tally& tally = campaigns.report.runs[0].statements[0];
  REQUIRE(tally.closest.has_value());
  check_series(*tally.closest, 204);
  CHECK(tally.closest->layers.size() > 40);
  CHECK(tally.closest->layers.size() < 70);
}

}  // namespace margincert::work_tests
