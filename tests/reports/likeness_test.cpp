#include <doctest/doctest.h>

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "proofs_check/statement.hpp"
#include "reports/finding.hpp"
#include "reports/likeness.hpp"
#include "reports/movement.hpp"

namespace margincert::reports_tests {
namespace {

using reports::Report;
using reports::Status;
using reports::Usage;

const std::vector<std::string>& of_two_theorems() {
  static const std::vector<std::string> ids{"norm-growth", "in-class-floor", "price-of-leakage"};
  return ids;
}

Usage usage_with(long applicable, long excluded) {
  Usage usage{applicable + excluded, applicable, {}};
  if (excluded > 0) usage.obstacles["step-signs"] = excluded;
  return usage;
}

/// Two runs of one model of three layers, in which every statement holds on as many tasks, beside the reference.
Report beside_reference(long of_model, long of_reference, long tasks) {
  Report report;
  report.models["m"] = {2, 2, recursion::MinusOneOverClasses{}, {{1, 1, 0.5, 0.5}, {1, 1, 0, 0}, {1, 1, 0, -1}}};
  report.request.statements = of_two_theorems();
  report.reference = {"r", report.models["m"]};
  for (const char* source : {"cone", "prototype"}) {
    reports::Run run;
    run.model = "m";
    run.source = source;
    run.tasks = run.tasks_done = static_cast<std::uint64_t>(tasks);
    for (const std::string& id : of_two_theorems()) {
      reports::Tally tally;
      tally.id = id;
      tally.holds = of_model;
      tally.not_applicable = tasks - of_model;
      if (tally.not_applicable > 0) tally.not_applicable_because["step-signs"] = tally.not_applicable;
      run.statements.push_back(tally);
      run.reference[id] = usage_with(of_reference, tasks - of_reference);
    }
    report.runs.push_back(run);
  }
  report.runs.back().position = 1;
  return report;
}

}  // namespace

TEST_CASE("a theorem covers where its statements apply as often as required, over all runs together") {
  const std::vector<std::tuple<long, long, long, bool, bool>> table{{3, 3, 6, true, true},  {2, 3, 6, false, true},
                                                                    {3, 2, 6, true, false}, {2, 2, 6, false, false},
                                                                    {0, 1, 0, false, true}, {0, 0, 0, false, false}};
  for (const auto& [model, reference, required, covers_model, covers_reference] : table) {
    Report report = beside_reference(model, reference, 3);
    report.request.required_applicable = required;
    const auto likenesses = reports::likenesses(report);
    REQUIRE(likenesses.size() == 2);  // nothing of Theorem C was asked for
    for (const auto& likeness : likenesses) {
      CHECK(likeness.covers_model == covers_model);
      CHECK(likeness.covers_reference == covers_reference);
      CHECK(likeness.because.empty() == covers_model);
    }
    CHECK(reports::likeness_gaps(report).size() == (covers_reference && !covers_model ? 2 : 0));
  }
}

TEST_CASE("what is lost beside the reference names theorem, statement, hypothesis and tasks, and is no pass") {
  Report report = beside_reference(1, 3, 3);
  report.request.required_applicable = 2;
  CHECK(conclude(report).status == Status::pass);
  report.request.required_applicable = 3;
  report.request.required["price-of-leakage"] = {2, 0};
  CHECK(conclude(report).status == Status::inconclusive);
  const auto findings = reports::findings(report);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].kind == reports::FindingKind::coverage);
  CHECK(findings[0].source == "Theorem A as on r");
  CHECK(
      findings[0].message ==
      "m: Theorem A covers r and not this model: norm-growth applies to 2 of 6 tasks, step-signs is false on 4; and 1 "
      "statement more");
}

TEST_CASE("without a reference, or a task, nothing is compared") {
  Report report = beside_reference(0, 3, 3);
  report.runs.clear();
  CHECK(reports::likenesses(report).empty());
  report = beside_reference(0, 3, 3);
  report.reference.reset();
  CHECK(reports::likenesses(report).empty());
}

TEST_CASE("layers that move something are counted, and the others named") {
  Report report = beside_reference(3, 3, 3);
  CHECK(reports::moving_layers(report.models["m"]) == 2);
  CHECK(reports::stillness("m", report.models["m"]) ==
        "m: nothing moves in 1 of its 3 layers, 1: alpha_prime and gamma_prime are 0 there");
  const std::map<long, Status> statuses{{0, Status::pass}, {2, Status::pass}, {3, Status::inconclusive}};
  for (const auto& [required, status] : statuses) {
    report.request.required_moving_layers = required;
    CHECK(conclude(report).status == status);
  }
  CHECK(conclude(report).line().starts_with("INCONCLUSIVE "));
  for (auto& layer : report.models["m"].layers) layer.alpha_prime = layer.gamma_prime = -0.0;
  CHECK(reports::stillnesses(report).front().starts_with("m: nothing moves: "));
  report.runs.front().parameter_draw = "random";
  CHECK(reports::stillnesses(report).empty());
}

}  // namespace margincert::reports_tests
