#include <nlohmann/json.hpp>

#include "files/json_writer.hpp"
#include "files/recursion_file.hpp"
#include "files/version.hpp"
#include "reports/crosscheck_controls.hpp"
#include "reports/enclosure_json.hpp"

namespace margincert::reports {
namespace {

using Json = nlohmann::ordered_json;
using transformer::Quantity;

Json extreme_json(const transformer::Extreme& x) { return {{"task", x.task}, {"value", enclosure_json(x.value)}}; }

Json quantity_json(const transformer::QuantitySummary& summary) {
  return {{"forced", extreme_json(summary.forced)},
          {"free", extreme_json(summary.free)},
          {"own", extreme_json(summary.own)},
          {"relative", summary.relative ? extreme_json(*summary.relative) : Json(nullptr)},
          {"residual", enclosure_json(summary.residual)}};
}

Json compared_layers_json(const transformer::Summary& summary) {
  const auto worst = worst_quantities(summary);
  Json layers = Json::array();
  for (std::size_t t = 0; t < summary.layers.size(); ++t) {
    Json quantities = Json::object();
    for (const Quantity quantity : transformer::quantities()) {
      if (const auto& s = summary.layers[t][quantity]) quantities[to_string(quantity)] = quantity_json(*s);
    }
    layers.push_back({{"layer", t},
                      {"worst", worst[t] ? Json(to_string(worst[t]->quantity)) : Json(nullptr)},
                      {"quantities", quantities}});
  }
  return layers;
}

Json candidate_json(const transformer::Candidate& candidate) {
  Json residuals = Json::object();
  for (const Quantity quantity : transformer::quantities()) {
    if (const auto& residual = candidate.summary.residual[quantity]) {
      residuals[to_string(quantity)] = enclosure_json(*residual);
    }
  }
  return {{"name", candidate.name},
          {"tasks", candidate.summary.tasks},
          {"precision", candidate.summary.precision},
          {"residual", residuals},
          {"layers", compared_layers_json(candidate.summary)}};
}

Json threshold_json(const transformer::ThresholdVerdict& verdict) {
  return {{"measure", to_string(verdict.threshold.measure)},
          {"quantity", to_string(verdict.threshold.quantity)},
          {"bound", verdict.threshold.bound},
          {"verdict", verdict_word(verdict.holds)},
          {"layer", verdict.layer ? Json(*verdict.layer) : Json(nullptr)},
          {"value", enclosure_json(verdict.value)}};
}

Json ranking_json(const transformer::Ranking& ranking) {
  Json places = Json::array();
  for (const transformer::Place& place : ranking.places) {
    places.push_back({{"name", place.name}, {"residual", enclosure_json(place.residual)}});
  }
  return {{"quantity", to_string(ranking.quantity)}, {"places", places}, {"factor", enclosure_json(ranking.factor)}};
}

Json crosscheck_run_json(const CrosscheckRun& run) {
  Json candidates = Json::array(), rankings = Json::array(), thresholds = Json::array();
  for (const auto& candidate : run.candidates) candidates.push_back(candidate_json(candidate));
  for (const auto& ranking : rank(run.candidates, transformer::ranked_quantities)) {
    rankings.push_back(ranking_json(ranking));
  }
  for (const auto& verdict : run.verdicts) thresholds.push_back(threshold_json(verdict));
  return {{"family", run.family},
          {"settings", run.settings},
          {"asked", run.asked},
          {"candidates", candidates},
          {"rankings", rankings},
          {"thresholds", thresholds},
          {"rivals", rivals_json(run.controls)},
          {"rounding", rounding_json(run.controls)}};
}

Json commutant_json(const SymmetryOfMatrix& matrix) {
  Json entry = nullptr;
  if (const auto& farthest = matrix.distance.farthest) {
    entry = {
        {"row", farthest->row}, {"column", farthest->column}, {"difference", enclosure_json(farthest->difference)}};
  }
  return {{"layer", matrix.layer},
          {"matrix", matrix.matrix},
          {"distance", enclosure_json(matrix.distance.whole.distance)},
          {"farthest", entry}};
}

Json matrix_difference_json(const transformer::MatrixDifference& difference) {
  return {{"layer", difference.layer},      {"matrix", difference.matrix},
          {"entries", difference.entries},  {"row", difference.row},
          {"column", difference.column},    {"difference", enclosure_json(difference.largest)},
          {"relation", difference.relation}};
}

Json expectation_json(const Expectation& expectation) {
  if (expectation.weights) return {{"kind", "transformer"}, {"name", expectation.name}};
  return {{"kind", expectation.name.empty() ? "own-recursion" : "recursion"},
          {"name", expectation.name},
          {"parameters", Json::parse(files::to_json(*expectation.parameters))}};
}

template <class Items, class Write>
Json list_json(const Items& items, const Write& write) {
  Json array = Json::array();
  for (const auto& item : items) array.push_back(write(item));
  return array;
}

}  // namespace

std::string to_json(const Crosscheck& result) {
  const CrosscheckConclusion conclusion = conclude(result);
  const Json hints = list_json(result.hints, [](const transformer::Hint& hint) {
    return Json{{"layer", hint.layer}, {"what", hint.what}, {"text", hint.text}};
  });
  const Json document{{"format", "margincert-crosscheck/1"},
                      {"tool", {{"name", "margincert"}, {"version", program_version}}},
                      {"conclusion",
                       {{"status", conclusion.word()},
                        {"tasks", conclusion.tasks},
                        {"holds", conclusion.holds},
                        {"violated", conclusion.violated},
                        {"undecided", conclusion.undecided}}},
                      {"interrupted", result.interrupted},
                      {"model",
                       {{"name", result.model_name},
                        {"feature_dim", result.model.feature_dim},
                        {"classes", result.model.classes},
                        {"layers", result.model.depth()}}},
                      {"against", expectation_json(result.expectation)},
                      {"seed", result.seed},
                      {"runs", list_json(result.runs, crosscheck_run_json)},
                      {"symmetry", list_json(result.symmetry, commutant_json)},
                      {"matrices", list_json(result.matrices, matrix_difference_json)},
                      {"hints", hints}};
  return files::document_text(document);
}

}  // namespace margincert::reports
