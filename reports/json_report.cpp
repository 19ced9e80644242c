#include <cmath>
#include <nlohmann/json.hpp>

#include "proofs_check/hypotheses.hpp"
#include "reports/enclosure_json.hpp"
#include "reports/report.hpp"
#include "reports/version.hpp"

namespace margincert::reports {
namespace {

using Json = nlohmann::ordered_json;
using proofs::Outcome;
using proofs::Tally;

Json witness(const std::optional<proofs::Witness>& kept) {
  if (!kept) return nullptr;
  const proofs::Verdict& verdict = kept->verdict;
  Json json{{"task", kept->task}, {"rung", verdict.rung}};
  if (!verdict.reason.empty()) json["reason"] = verdict.reason;
  if (kept->confirmed_at > 0) json["confirmed_at"] = kept->confirmed_at;
  if (verdict.worst) {
    const auto& [layer, comparison] = *verdict.worst;
    json["layer"] = layer;
    json["part"] = comparison.part;
    json["greater"] = enclosure_json(comparison.greater);
    json["lesser"] = enclosure_json(comparison.lesser);
    json["slack"] = enclosure_json(slack_of(comparison));
  }
  if (verdict.tightest_ratio && std::isfinite(*verdict.tightest_ratio))
    json["tightest_ratio"] = *verdict.tightest_ratio;
  return json;
}

Json tally(const Tally& t, const char* name) {
  Json rungs = Json::object();
  for (const auto& [bits, count] : t.rungs) rungs[std::to_string(bits)] = count;
  Json obstacles = Json::object();
  for (const auto& [cause, count] : t.not_applicable_because) obstacles[cause] = count;
  return {{name, t.id},
          {"regime", recursion::to_string(t.regime)},
          {"tasks", t.total()},
          {"applicable", t.applicable()},
          {"holds", t.count(Outcome::holds)},
          {"violated", t.count(Outcome::violated)},
          {"undecided", t.count(Outcome::undecided)},
          {"errors", t.count(Outcome::error)},
          {"not_applicable", t.count(Outcome::not_applicable)},
          {"not_applicable_because", obstacles},
          {"rungs", rungs}};
}

Json statement_tally(const Run& run, const Tally& t) {
  Json json = tally(t, "statement");
  const auto bound = failure_probability_bound(run, t);
  json["failure_probability_below"] = bound ? Json(*bound) : Json(nullptr);
  json["closest"] = witness(t.closest);
  json["tightest"] = witness(t.tightest);
  json["worst_violation"] = witness(t.worst_violation);
  json["first_open"] = witness(t.first_open);
  return json;
}

Json guarantee_tally(const Tally& t) {
  Json json = tally(t, "guarantee");
  json["certified"] = json["holds"];
  json["not_certified"] = json["violated"];
  json.erase("holds");
  json.erase("violated");
  json.erase("errors");
  return json;
}

Json run_json(const Run& run) {
  Json statements = Json::array(), guarantees = Json::array();
  for (const Tally& t : run.result.statements) statements.push_back(statement_tally(run, t));
  for (const Tally& t : run.result.guarantees) guarantees.push_back(guarantee_tally(t));
  return {{"model", run.model},
          {"source", run.source},
          {"settings", run.settings},
          {"task_files", run.task_files},
          {"parameter_draw", run.parameter_draw},
          {"tasks", run.tasks},
          {"random", run.random},
          {"confidence", confidence_level},
          {"tasks_done", run.result.tasks_done},
          {"complete", run.result.complete},
          {"results", statements},
          {"guarantees", guarantees}};
}

Json model_json(const std::string& name, const recursion::Parameters& parameters) {
  Json layers = Json::array();
  for (const auto& layer : parameters.layers) {
    layers.push_back({{"alpha", layer.alpha},
                      {"gamma", layer.gamma},
                      {"alpha_prime", layer.alpha_prime},
                      {"gamma_prime", layer.gamma_prime}});
  }
  return {{"name", name},
          {"feature_dim", parameters.feature_dim},
          {"classes", parameters.classes},
          {"label_background", recursion::to_string(parameters.label_background)},
          {"layers", layers}};
}

Json statement_json(const std::string& id) {
  const proofs::Statement& s = *proofs::find_statement(id);
  return {{"id", s.id},           {"theorem", s.theorem},       {"provenance", s.provenance},
          {"formula", s.formula}, {"hypotheses", s.hypotheses}, {"twin", s.twin_formula}};
}

Json request_json(const Request& request) {
  return {{"command", request.command},
          {"seed", request.seed},
          {"regime", request.regime},
          {"corrupted_twins", request.corrupted_twins},
          {"dropped", request.dropped},
          {"ladder", request.ladder},
          {"required_applicable", request.required_applicable},
          {"statements_chosen", request.statements_chosen}};
}

Json conclusion_json(const Conclusion& conclusion) {
  return {{"status", to_string(conclusion.status)},
          {"holds", conclusion.holds},
          {"violated", conclusion.violated},
          {"undecided", conclusion.undecided},
          {"errors", conclusion.errors},
          {"not_applicable", conclusion.not_applicable},
          {"reasons", conclusion.reasons},
          {"notes", conclusion.notes}};
}

}  // namespace

std::string to_json(const Report& report) {
  Json json{{"format", "margincert-report/1"}, {"tool", {{"name", "margincert"}, {"version", version}}}};
  json["conclusion"] = conclusion_json(conclude(report));
  json["interrupted"] = report.interrupted;
  json["out_of_time"] = report.out_of_time;
  json["request"] = request_json(report.request);
  json["models"] = Json::array();
  for (const auto& [name, parameters] : report.models) json["models"].push_back(model_json(name, parameters));
  json["statements"] = Json::array();
  for (const std::string& id : report.request.statements) json["statements"].push_back(statement_json(id));
  json["hypotheses"] = Json::array();
  for (const auto& h : proofs::hypotheses()) {
    json["hypotheses"].push_back({{"id", h.id}, {"number", h.number}, {"formula", h.formula}});
  }
  json["runs"] = Json::array();
  for (const Run& run : report.runs) json["runs"].push_back(run_json(run));
  json["cases"] = Json::array();
  for (const CaseTest& test : report.cases) {
    json["cases"].push_back({{"name", test.name}, {"accepted", test.accepted}, {"reason", test.reason}});
  }
  json["identification"] = Json::array();
  for (const IdentificationTest& test : report.identification) {
    json["identification"].push_back(
        {{"check", test.check}, {"outcome", to_string(test.outcome)}, {"detail", test.detail}});
  }
  json["self_test"] = Json::array();
  for (const TwinTest& twin : report.twins) {
    json["self_test"].push_back({{"statement", twin.statement}, {"caught", twin.caught}, {"where", twin.where}});
  }
  json["seconds"] = report.seconds ? Json(*report.seconds) : Json(nullptr);
  return json.dump(2) + "\n";
}

}  // namespace margincert::reports
