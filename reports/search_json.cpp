#include <cmath>
#include <nlohmann/json.hpp>

#include "files/json_writer.hpp"
#include "reports/search.hpp"

namespace margincert::reports {
namespace {

using Json = nlohmann::ordered_json;

Json confirmed_json(const ConfirmedWitness& saved) {
  const search::Witness& w = saved.witness;
  return {{"file", saved.file},
          {"points", w.instance.task().points()},
          {"classes", w.instance.task().classes},
          {"feature_dim", w.instance.task().feature_dim()},
          {"layers", w.instance.parameters().depth()},
          {"scaled_slack", search::scaled_slack(w.verdict)},
          {"rung", w.verdict.rung},
          {"engine", w.engine},
          {"family", w.family},
          {"restart", w.restart},
          {"evaluations", w.evaluations},
          {"replayed_at", saved.replay.bits}};
}

Json score_json(const search::Score& score) {
  const auto finite = [](double x) -> Json { return std::isfinite(x) ? Json(x) : Json(nullptr); };
  return {{"infeasibility", finite(score.infeasibility)}, {"slack", finite(score.slack)}};
}

Json engine_json(const search::EngineRecord& engine) {
  Json trace = Json::array();
  for (const search::Improvement& step : engine.trace) {
    Json entry{{"evaluation", step.evaluation}};
    entry.update(score_json(step.score));
    trace.push_back(std::move(entry));
  }
  Json json{{"id", engine.id},
            {"evaluations", engine.evaluations},
            {"restarts", engine.restarts},
            {"outside", engine.outside}};
  json["first_violation"] = engine.first_violation ? Json(*engine.first_violation) : Json(nullptr);
  json["best"] = score_json(engine.best);
  json["trace"] = std::move(trace);
  return json;
}

}  // namespace

std::string to_json(const SearchReport& report) {
  const search::Target& target = report.request.target;
  Json json{{"format", "margincert-search/1"},
            {"statement", target.statement->id},
            {"provenance", target.statement->provenance},
            {"version", target.version == proofs::Version::corrupted ? "corrupted" : "stated"},
            {"regime", to_string(target.regime)},
            {"required", target.required},
            {"dropped", report.dropped()},
            {"families", report.request.sources.families},
            {"settings", report.request.sources.settings},
            {"most_points", report.request.sources.most_points},
            {"parameters", report.parameters},
            {"parameters_varied", report.request.vary_parameters},
            {"seed", report.request.seed},
            {"budget", report.request.budget},
            {"evaluations", report.result.evaluations},
            {"complete", report.result.complete},
            {"decided", report.result.decided},
            {"open", report.result.open},
            {"false_alarms", report.result.false_alarms}};
  for (const search::EngineRecord& engine : report.result.engines) json["engines"].push_back(engine_json(engine));
  json["worst"] = report.worst ? confirmed_json(*report.worst) : Json(nullptr);
  json["simplest"] = report.simplest ? confirmed_json(*report.simplest) : Json(nullptr);
  json["interrupted"] = report.interrupted;
  json["out_of_time"] = report.out_of_time;
  return files::document_text(json);
}

}  // namespace margincert::reports
