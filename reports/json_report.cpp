#include <nlohmann/json.hpp>

#include "proofs_check/hypotheses.hpp"
#include "proofs_check/statement.hpp"
#include "reports/first_rung.hpp"
#include "reports/json_text.hpp"
#include "reports/likeness.hpp"
#include "reports/report_json.hpp"
#include "reports/report_upgrade.hpp"
#include "files/version.hpp"

namespace margincert::reports {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

template <class List, class Write>
Json array_of(const List& list, const Write& write) {
  Json array = Json::array();
  for (const auto& item : list) array.push_back(write(item));
  return array;
}

Json model_json(const std::string& name, const recursion::Parameters& parameters) {
  const auto layer = [](const recursion::LayerParameters& l) {
    return Json{{"alpha", l.alpha}, {"gamma", l.gamma}, {"alpha_prime", l.alpha_prime}, {"gamma_prime", l.gamma_prime}};
  };
  return {{"name", name},
          {"feature_dim", parameters.feature_dim},
          {"classes", parameters.classes},
          {"label_background", recursion::to_string(parameters.label_background)},
          {"layers", array_of(parameters.layers, layer)}};
}

Json statement_json(const std::string& id) {
  const proofs::Statement& s = *proofs::find_statement(id);
  return {{"id", s.id},           {"theorem", s.theorem},       {"provenance", s.provenance},
          {"formula", s.formula}, {"hypotheses", s.hypotheses}, {"twin", s.twin_formula}};
}

Json hypothesis_json(const proofs::Hypothesis& hypothesis) {
  return {{"id", hypothesis.id}, {"number", hypothesis.number}, {"formula", hypothesis.formula}};
}

Json request_json(const Request& request) {
  Json required = Json::object();
  for (const auto& [id, requirement] : request.required) {
    required[id] = {{"applicable", requirement.applicable}, {"coverage", requirement.coverage}};
  }
  return {{"command", request.command},
          {"profile", request.profile},
          {"config", request.config},
          {"folder", request.folder},
          {"seed", request.seed},
          {"regime", request.regime},
          {"corrupted_twins", request.corrupted_twins},
          {"dropped", request.dropped},
          {"ladder", request.ladder},
          {"engine", request.engine},
          {"required_applicable", request.required_applicable},
          {"required", required},
          {"required_moving_layers", request.required_moving_layers},
          {"statements_chosen", request.statements_chosen},
          {"fail_on", request.fail_on}};
}

Json share_json(const FirstRung& share) { return {{"applicable", share.applicable}, {"decided", share.decided}}; }

Json first_rung_json(const Report& report) {
  const auto by_statement = first_rung_by_statement(report);
  Json statements = Json::object();
  for (const std::string& id : report.request.statements) {
    const auto found = by_statement.find(id);
    statements[id] = share_json(found == by_statement.end() ? FirstRung{} : found->second);
  }
  Json json = share_json(first_rung_of(report));
  json["statements"] = std::move(statements);
  return json;
}

Json conclusion_json(const Conclusion& conclusion) {
  return {{"status", to_string(conclusion.status)},
          {"holds", conclusion.holds},
          {"violated", conclusion.violated},
          {"undecided", conclusion.undecided},
          {"errors", conclusion.errors},
          {"not_applicable", conclusion.not_applicable},
          {"standings", or_null(conclusion.standings)},
          {"reasons", conclusion.reasons},
          {"notes", conclusion.notes}};
}

Json likeness_json(const Likeness& likeness) {
  return {{"model", likeness.model},
          {"theorem", likeness.theorem},
          {"covers_reference", likeness.covers_reference},
          {"covers_model", likeness.covers_model},
          {"because", likeness.because}};
}

Json like_json(const Report& report) {
  if (!report.reference) return nullptr;
  return {{"reference", model_json(report.reference->name, report.reference->parameters)},
          {"theorems", array_of(likenesses(report), likeness_json)}};
}

Json case_test_json(const CaseTest& test) {
  return {{"name", test.name}, {"accepted", test.accepted}, {"reason", test.reason}};
}

Json identification_json(const IdentificationTest& test) {
  return {{"model", test.model},
          {"check", test.check},
          {"outcome", to_string(test.outcome)},
          {"detail", test.detail},
          {"layer", or_null(test.layer)},
          {"source", test.source},
          {"task", or_null(test.task)},
          {"place", test.place},
          {"value", test.value ? json_of(*test.value) : Json(nullptr)},
          {"bound", or_null(test.bound)},
          {"replay", test.replay}};
}

Json difference_json(const DifferenceSeries& series) {
  const auto layer = [](const std::optional<Enclosure>& x) { return x ? json_of(*x) : Json(nullptr); };
  return {{"model", series.model}, {"quantity", series.quantity}, {"layers", array_of(series.layers, layer)}};
}

Json twin_json(const TwinTest& twin) {
  return {{"statement", twin.statement}, {"caught", twin.caught}, {"where", twin.where}};
}

Json baseline_json(const Report& report) {
  if (report.baseline_file.empty()) return nullptr;
  const auto entry = [](const BaselineEntry& e) {
    return Json{{"fingerprint", e.fingerprint},
                {"rule", e.rule},
                {"model", e.model},
                {"source", e.source},
                {"reason", e.reason},
                {"first_seen", e.first_seen},
                {"expires", e.expires},
                {"violated", e.violated},
                {"applicable", e.applicable},
                {"measured", or_null(e.measured)},
                {"standing", to_string(e.standing)}};
  };
  return {{"file", report.baseline_file}, {"entries", array_of(report.baseline, entry)}};
}

}  // namespace

Json document_of(const Report& report) {
  return {{"format", report_format},
          {"tool", {{"name", "margincert"}, {"version", program_version}}},
          {"conclusion", conclusion_json(conclude(report))},
          {"interrupted", report.interrupted},
          {"out_of_time", report.out_of_time},
          {"request", request_json(report.request)},
          {"models", array_of(report.models, [](const auto& model) { return model_json(model.first, model.second); })},
          {"statements", array_of(report.request.statements, statement_json)},
          {"hypotheses", array_of(proofs::hypotheses(), hypothesis_json)},
          {"runs", array_of(report.runs, [](const Run& run) { return json_of(run); })},
          {"like", like_json(report)},
          {"first_rung", first_rung_json(report)},
          {"cases", array_of(report.cases, case_test_json)},
          {"identification", array_of(report.identification, identification_json)},
          {"differences", array_of(report.differences, difference_json)},
          {"self_test", array_of(report.twins, twin_json)},
          {"baseline", baseline_json(report)},
          {"remarks", report.remarks},
          {"seconds", or_null(report.seconds)}};
}

std::string to_json(const Report& report) { return json_text(document_of(report)); }

}  // namespace margincert::reports
