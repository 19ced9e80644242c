#pragma once

#include <string>
#include <vector>

#include "numeric/interval.hpp"
#include "reports/finding.hpp"
#include "reports/record.hpp"
#include "reports/report.hpp"

/// A small report with something of everything, made by hand: two models on two families, a statement that holds, one
/// that is undecided once, one that is violated in both runs of one model (one violation is in the baseline), a
/// transformer that does not follow its recursion, and one baseline entry of every standing but "worse".
namespace margincert::reports_tests {

namespace example {

inline constexpr const char* growth = "geometric-margin-growth";
inline constexpr long tasks = 10;

inline reports::Enclosure between(double lo, double hi) {
  return reports::record(numeric::Interval::between(lo, hi, numeric::Precision(53)));
}

inline reports::Comparison comparison(int layer, double greater, double lesser) {
  return {layer,
          "per layer",
          false,
          between(greater, greater),
          between(lesser, lesser + 0x1p-40),
          between(greater - lesser - 0x1p-40, greater - lesser)};
}

/// Margins that stay `slack` above their bound, which doubles from layer to layer; the last layer decides.
inline reports::Witness witness(std::uint64_t task, double slack) {
  reports::Witness witness{task, 53, "", comparison(2, 1 + slack, 1), slack, 1 + slack, {}};
  for (int layer = 0; layer < 3; ++layer) {
    const double bound = 0.25 * (1 << layer);
    witness.layers.push_back(comparison(layer, bound + slack, bound));
  }
  return witness;
}

inline recursion::Parameters parameters(double alpha) {
  return {2, 2, recursion::MinusOneOverClasses{}, {{alpha, 4, 0.5, 0.25}, {alpha, 4.5, 0.5, 0.25}}};
}

inline files::Case violating_case(const std::string& family, const std::string& kind) {
  files::Case file;
  file.tool = "margincert 0.1.0";
  file.statement = growth;
  file.regime = recursion::Regime::class_pure;
  file.hypotheses = {"every-class", "fully-labelled", "attention-signs", "step-signs",         "class-purity",
                     "unit-norm",   "separation",     "positive-margin", "label-margin-start", "growing-attention"};
  file.dropped = {"dominance"};
  file.verdict = "violated";
  file.part = "per layer";
  file.relation = "at-least";
  file.greater = {"0x1.bp-1", "0x1.bp-1"};
  file.lesser = {"0x1.2p+0", "0x1.2p+0"};
  file.slack = {"-0x1.2p-2", "-0x1.2p-2"};
  file.rung = 53;
  file.origin = {"gate", "", family, {{"n", "3"}}, 7, 4, 10, kind};
  file.parameters = parameters(0.5);
  file.task = {2, recursion::Rows<double>(2, {1, 0, 0.75, 0.5, -1, 0}), {0, 0, 1}, {0.5, 0.5}, 0};
  return file;
}

inline std::vector<reports::Frame> frames() {
  return {{0, {{1, 0}, {0.75, 0.5}, {-1, 0}, {0.5, 0.5}}},
          {1, {{1.5, 0.125}, {1.125, 0.625}, {-1.5, 0}, {0.875, 0.625}}},
          {2, {{2.25, 0.375}, {1.6875, 0.9375}, {-2.25, 0}, {1.5, 0.75}}}};
}

inline reports::Violation violation(const std::string& family, const std::string& run) {
  reports::Violation violation{witness(4, -0.125), 256, "", 2, {}};
  violation.worst.tightest_ratio = 0.75;
  for (const std::string kind : {"worst", "simplest"}) {
    violation.cases.push_back(
        {"geometric-margin-growth-" + run + "-task4." + kind + ".case.json", violating_case(family, kind), frames()});
  }
  return violation;
}

inline reports::Tally tally(const std::string& id, recursion::Regime regime) {
  reports::Tally tally;
  tally.id = id;
  tally.regime = regime;
  return tally;
}

inline reports::Tally holding(const std::string& id) {
  reports::Tally all = tally(id, recursion::Regime::class_pure);
  all.holds = tasks;
  all.rungs = {{53, 8}, {113, 2}};
  all.slacks = {{3, 7}, {4, 3}};
  all.closest = witness(3, 0.03125);
  all.tightest = witness(5, 0.0625);
  return all;
}

inline reports::Tally with_one_open(const std::string& id) {
  reports::Tally most = holding(id);
  most.holds = tasks - 1;
  most.undecided = 1;
  most.rungs = {{53, 9}};
  most.slacks = {{3, 9}};
  most.first_open = reports::Witness{8, 1024, "slack straddles 0", comparison(1, 1, 1), 0.0, {}, {}};
  return most;
}

inline reports::Tally growth_where_it_applies() {
  reports::Tally some = tally(growth, recursion::Regime::class_pure);
  some.holds = 6;
  some.not_applicable = 4;
  some.not_applicable_because = {{"dominance", 3}, {"separation", 1}};
  some.rungs = {{53, 6}};
  some.slacks = {{2, 1}, {5, 5}};
  some.closest = witness(1, 0.25);
  some.tightest = witness(1, 0.25);
  return some;
}

inline reports::Tally growth_violated(const std::string& family, const std::string& run) {
  reports::Tally some = growth_where_it_applies();
  some.violated = 2;
  some.not_applicable = 2;
  some.not_applicable_because = {{"dominance", 2}};
  some.rungs = {{53, 8}};
  some.slacks = {{-3, 2}, {2, 1}, {5, 5}};
  some.violation = violation(family, run);
  return some;
}

inline reports::Tally guarantee() {
  reports::Tally promise = tally("prediction-by-B", recursion::Regime::full);
  promise.holds = 7;
  promise.violated = 3;
  promise.rungs = {{53, 10}};
  return promise;
}

inline std::vector<reports::LayerProfile> profile() {
  const std::int64_t one = std::int64_t{1} << 30;
  return {{0, tasks, 10, 9, 6 * one, 4 * one}, {1, tasks, 10, 10, 8 * one, 7 * one}, {2, tasks, 10, 10, 0, 0}};
}

inline reports::Run run(int position, const std::string& model, const std::string& family) {
  reports::Run run;
  run.position = position;
  run.model = model;
  run.source = family;
  run.settings = {{"K", "2"}, {"d", "2"}, {"n", "3"}, {"sigma", "0.05"}};
  run.tasks = run.tasks_done = tasks;
  run.random = family == "prototype";
  const bool good = model == "good";
  run.statements = {holding("norm-growth"),
                    good && family == "cone" ? with_one_open("in-class-floor") : holding("in-class-floor"),
                    good ? growth_where_it_applies() : growth_violated(family, "run" + std::to_string(position))};
  run.guarantees = {guarantee()};
  run.profile = profile();
  return run;
}

inline std::vector<reports::IdentificationTest> identification() {
  const std::string replay = "margincert crosscheck model.safetensors model.recursion.json";
  return {{"model.safetensors",
           "extraction",
           proofs::Outcome::violated,
           "gamma of layer 1 is 4.5 in the recursion and 4.25 in the weights",
           1,
           "",
           {},
           "gamma of layer 1",
           between(4.25, 4.25),
           {},
           "margincert extract model.safetensors"},
          {"model.safetensors", "residual.centred-labels=0.1", proofs::Outcome::undecided,
           "largest at layer 0: [0.09, 0.11]", 0, "no-margin", 17, "", between(0.0625, 0.125), 0.1, replay},
          {"model.safetensors", "residual.centred-probe-label=0.1", proofs::Outcome::holds,
           "largest at layer 1: [0.06, 0.07]", 1, "no-margin", 3, "", between(0.0625, 0.0703125), 0.1, replay}};
}

inline reports::BaselineEntry entry(const std::string& rule, const std::string& model, const std::string& source,
                                    reports::Standing standing) {
  const std::string mark = reports::fingerprint(reports::FindingKind::violation, rule, model, source);
  return {mark, rule, model, source, "known, see the paper's appendix", "2025-03-01", "2026-03-01", 2, 8, standing};
}

}  // namespace example

inline reports::Report example_report() {
  using namespace example;
  reports::Report report;
  report.request.command = "gate";
  report.request.profile = "ci";
  report.request.config = "gate.toml";
  report.request.seed = 18446744073709551615u;  // does not fit a double
  report.request.statements = {"norm-growth", "in-class-floor", growth};
  report.request.statements_chosen = true;
  report.request.dropped = {"dominance"};
  report.request.regime = "natural";
  report.request.ladder = {53, 113, 256, 512, 1024};
  report.request.engine = true;
  report.request.required_applicable = 5;
  report.request.required = {{growth, {5, 0.5}}};
  report.models = {{"good", parameters(2)}, {"soft", parameters(0.5)}};
  report.runs = {run(0, "good", "prototype"), run(1, "good", "cone"), run(2, "soft", "prototype"),
                 run(3, "soft", "cone")};
  report.cases = {{"growth-needs-class-purity.case.json", true, ""},
                  {"dominance-threshold.case.json", false, "the slack is not what the case says"}};
  report.identification = identification();
  report.differences = {
      {"model.safetensors", "residual.centred-labels", {between(0.0625, 0.125), between(0.03125, 0.0625)}},
      {"model.safetensors", "residual.centred-probe-label", {std::nullopt, between(0.0625, 0.0703125)}}};
  report.twins = {{"norm-growth", true, "soft on cone, task 0"}, {"in-class-floor", false, ""}, {growth, true, "soft"}};
  report.baseline_file = "baseline.json";
  report.baseline = {entry(growth, "soft", report.runs[3].title(), reports::Standing::existing),
                     entry("norm-growth", "soft", report.runs[3].title(), reports::Standing::resolved),
                     entry("label-margin", "soft", "threshold", reports::Standing::stale),
                     entry(growth, "soft", report.runs[2].title(), reports::Standing::expired)};
  report.remarks = {"soft: simplex left out: it has no task for 2 classes in 1 dimension"};
  report.seconds = 1.25;
  return report;
}

/// A pass with one violation, which the baseline tolerates.
inline reports::Report tolerated_report() {
  reports::Report report = example_report();
  report.runs = {report.runs[3]};
  report.runs[0].position = 0;
  report.models.erase("good");
  report.cases.resize(1);
  report.identification.clear();
  report.differences.clear();
  for (reports::TwinTest& twin : report.twins) twin.caught = true;
  report.baseline.resize(1);
  return report;
}

}  // namespace margincert::reports_tests
