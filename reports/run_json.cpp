#include <nlohmann/json.hpp>

#include "files/case_file.hpp"
#include "reports/report_json.hpp"

namespace margincert::reports {
namespace {

using Json = nlohmann::ordered_json;

template <class List, class Write>
Json array_of(const List& list, const Write& write) {
  Json array = Json::array();
  for (const auto& item : list) array.push_back(write(item));
  return array;
}

Json comparison_json(const Comparison& comparison) {
  return {{"layer", comparison.layer},
          {"part", comparison.part},
          {"relation", comparison.equal ? "equal" : "at-least"},
          {"greater", json_of(comparison.greater)},
          {"lesser", json_of(comparison.lesser)},
          {"slack", json_of(comparison.slack)}};
}

Json witness_json(const Witness& witness) {
  Json json{{"task", witness.task}, {"rung", witness.rung}};
  if (!witness.reason.empty()) json["reason"] = witness.reason;
  if (witness.deciding) json.update(comparison_json(*witness.deciding));
  if (witness.slack_value) json["slack_value"] = *witness.slack_value;
  if (witness.tightest_ratio) json["tightest_ratio"] = *witness.tightest_ratio;
  if (!witness.layers.empty()) json["layers"] = array_of(witness.layers, comparison_json);
  return json;
}

Json witness_json(const std::optional<Witness>& witness) { return witness ? witness_json(*witness) : Json(nullptr); }

Json case_json(const WitnessCase& witness) {
  const auto frame = [](const Frame& f) { return Json{{"layer", f.layer}, {"tokens", f.tokens}}; };
  return {{"file", witness.file},
          {"case", witness.content ? Json::parse(files::to_json(*witness.content)) : Json(nullptr)},
          {"frames", array_of(witness.frames, frame)}};
}

Json violation_json(const std::optional<Violation>& violation) {
  if (!violation) return nullptr;
  Json json = witness_json(violation->worst);
  json["first_task"] = violation->first_task;
  json["confirmed_at"] = violation->confirmed_at > 0 ? Json(violation->confirmed_at) : Json(nullptr);
  if (!violation->unconfirmed_because.empty()) json["unconfirmed_because"] = violation->unconfirmed_because;
  json["cases"] = array_of(violation->cases, case_json);
  return json;
}

Json counts_by_number(const std::map<int, long>& counts) {
  Json json = Json::object();
  for (const auto& [key, count] : counts) json[std::to_string(key)] = count;
  return json;
}

Json near_misses_json(const std::map<std::string, proofs::NearMiss>& near_misses) {
  Json json = Json::object();
  for (const auto& [id, misses] : near_misses) json[id] = {{"tasks", misses.tasks}, {"largest", misses.largest}};
  return json;
}

Json tally_json(const Tally& tally, const char* name) {
  return {{name, tally.id},
          {"regime", recursion::to_string(tally.regime)},
          {"tasks", tally.total()},
          {"applicable", tally.applicable()},
          {"holds", tally.holds},
          {"violated", tally.violated},
          {"undecided", tally.undecided},
          {"errors", tally.errors},
          {"not_applicable", tally.not_applicable},
          {"not_applicable_because", Json(tally.not_applicable_because)},
          {"near_misses", near_misses_json(tally.near_misses)},
          {"rungs", counts_by_number(tally.rungs)}};
}

Json statement_json(const Run& run, const Tally& tally) {
  Json json = tally_json(tally, "statement");
  const auto bound = failure_probability_bound(run, tally);
  json["slacks"] = counts_by_number(tally.slacks);
  json["failure_probability_below"] = bound ? Json(*bound) : Json(nullptr);
  json["closest"] = witness_json(tally.closest);
  json["tightest"] = witness_json(tally.tightest);
  json["worst_violation"] = violation_json(tally.violation);
  json["first_open"] = witness_json(tally.first_open);
  return json;
}

/// A guarantee that is not certified is no violation, and what it promises has neither sides nor slack.
Json guarantee_json(const Tally& tally) {
  Json json = tally_json(tally, "guarantee");
  json["certified"] = json["holds"];
  json["not_certified"] = json["violated"];
  json.erase("holds");
  json.erase("violated");
  json.erase("errors");
  return json;
}

Json profile_json(const LayerProfile& profile) {
  return {{"layer", profile.layer},
          {"tasks", profile.tasks},
          {"margin_positive", profile.margin_positive},
          {"label_margin_positive", profile.label_margin_positive},
          {"own_mass", profile.own_mass},
          {"own_mass_squares", profile.own_mass_squares}};
}

Json usage_json(const std::pair<const std::string, Usage>& statement) {
  const auto& [id, usage] = statement;
  return {{"statement", id},
          {"judged", usage.judged},
          {"applicable", usage.applicable},
          {"not_applicable_because", Json(usage.obstacles)}};
}

}  // namespace

Json json_of(const Enclosure& enclosure) {
  const auto number = [](const std::optional<double>& x) { return x ? Json(*x) : Json(nullptr); };
  return {{"lo", enclosure.lo},
          {"hi", enclosure.hi},
          {"lo_double", number(enclosure.lo_double)},
          {"hi_double", number(enclosure.hi_double)}};
}

Json json_of(const Run& run) {
  return {{"position", run.position},
          {"model", run.model},
          {"source", run.source},
          {"settings", Json(run.settings)},
          {"task_files", run.task_files},
          {"parameter_draw", run.parameter_draw},
          {"tasks", run.tasks},
          {"random", run.random},
          {"part", {{"of", run.part.of}, {"done", run.part.done}}},
          {"confidence", confidence_level},
          {"tasks_done", run.tasks_done},
          {"complete", run.complete()},
          {"results", array_of(run.statements, [&](const Tally& tally) { return statement_json(run, tally); })},
          {"guarantees", array_of(run.guarantees, guarantee_json)},
          {"profile", array_of(run.profile, profile_json)},
          {"like", array_of(run.reference, usage_json)}};
}

}  // namespace margincert::reports
