#include <nlohmann/json.hpp>

#include "files/json_writer.hpp"
#include "numeric/exact_text.hpp"
#include "reports/extraction.hpp"
#include "reports/report.hpp"
#include "statistics/confidence.hpp"
#include "transformer/identifiability.hpp"

namespace margincert::reports {
namespace {

using transformer::Interval;
using Json = nlohmann::ordered_json;

/// Ends rounded outward to binary64, written exactly.
Json hex_ends(const Interval& x) {
  const Interval rounded = Interval::outward(x.lo(), x.hi(), numeric::Precision(53));
  return {{"lo", numeric::hex_text(rounded.lo())}, {"hi", numeric::hex_text(rounded.hi())}};
}

Json distance_json(const transformer::Distance& distance) {
  const std::optional<Interval> relative = distance.relative();
  return {{"distance", hex_ends(distance.distance)},
          {"norm", hex_ends(distance.norm)},
          {"relative", relative ? hex_ends(*relative) : Json(nullptr)}};
}

Json farthest_json(const std::optional<transformer::Deviation>& entry) {
  if (!entry) return nullptr;
  return {{"block", to_string(entry->block)}, {"row", entry->row},
          {"column", entry->column},          {"value", entry->value},
          {"mean", hex_ends(entry->mean)},    {"difference", hex_ends(entry->difference)}};
}

Json matrix_symmetry_json(const ExtractedMatrix& matrix) {
  Json blocks = Json::object();
  for (std::size_t b = 0; b < transformer::blocks.size(); ++b) {
    blocks[to_string(transformer::blocks[b])] = distance_json(matrix.symmetry.by_block[b]);
  }
  Json json = distance_json(matrix.symmetry.whole);
  json["blocks"] = blocks;
  json["permutation_defect"] = hex_ends(matrix.permutation_defect);
  json["farthest"] = farthest_json(matrix.symmetry.farthest);
  return json;
}

Json average_json(const transformer::CommutantMatrix& average) {
  return {{"feature_diagonal", average.feature_diagonal}, {"feature_off_diagonal", average.feature_off_diagonal},
          {"label_diagonal", average.label_diagonal},     {"label_off_diagonal", average.label_off_diagonal},
          {"feature_label", average.feature_label},       {"label_feature", average.label_feature}};
}

/// The three numbers of a matrix, and which of them predictions depend on.
Json fit_json(const ExtractedMatrix& matrix, int depth) {
  const auto number = [&](std::optional<double> value, bool transformer::Identifiable::*identifiable) {
    const auto given = [&](transformer::Labelling labelling) {
      return transformer::identifiable(matrix.layer, depth, labelling).*identifiable;
    };
    return Json{{"value", value ? Json(*value) : Json(nullptr)},
                {"identifiable", given(transformer::Labelling::full)},
                {"identifiable_with_unlabelled_points", given(transformer::Labelling::partial)}};
  };
  using Names = transformer::Identifiable;
  const transformer::MatrixFit& fit = matrix.fit;
  const transformer::Residuals& left = fit.residuals;
  return {{"feature", number(fit.feature, matrix.attention ? &Names::alpha : &Names::alpha_prime)},
          {"label", number(fit.label, matrix.attention ? &Names::gamma : &Names::gamma_prime)},
          {"delta", number(fit.delta, matrix.attention ? &Names::delta_qk : &Names::delta_ov)},
          {"norm", fit.norm},
          {"residuals",
           {{"off_commutant", left.off_commutant},
            {"feature_background", left.feature_background},
            {"off_diagonal_blocks", left.off_diagonal_blocks},
            {"label_background", left.label_background},
            {"with_own_delta", left.total_with_own_delta()},
            {"total", left.total()}}}};
}

Json range_json(const statistics::Range& range) { return {{"lo", range.lo}, {"hi", range.hi}}; }

Json form_json(const transformer::Reduction& form, const transformer::Score& score, long tasks) {
  const auto share = [&](long count) -> Json {
    if (tasks == 0) return nullptr;
    return static_cast<double>(count) / static_cast<double>(tasks);
  };
  const auto known_share = [&](long count, long unknown) { return unknown > 0 ? Json(nullptr) : share(count); };
  return {
      {"form", form.name},
      {"meaning", form.meaning},
      {"correct", score.correct},
      {"no_prediction", score.unpredicted},
      {"accuracy", known_share(score.correct, score.unpredicted)},
      {"accuracy_range", range_json(statistics::proportion(score.correct, score.unpredicted, tasks, confidence_level))},
      {"same_prediction", score.same},
      {"no_pair", score.unpaired},
      {"only_model_correct", score.only_first},
      {"only_form_correct", score.only_this},
      {"difference", known_share(score.only_this - score.only_first, score.unpaired)},
      {"difference_range", range_json(statistics::paired_difference(score.only_this, score.only_first, score.unpaired,
                                                                    tasks, confidence_level))}};
}

}  // namespace

std::string to_json(const Extraction& extraction) {
  Json layers = Json::array();
  for (const ExtractedMatrix& matrix : extraction.matrices) {
    if (matrix.attention) layers.push_back({{"layer", matrix.layer}});
    layers.back()[matrix.name()] = {{"symmetry", matrix_symmetry_json(matrix)},
                                    {"average", average_json(matrix.fit.average)},
                                    {"fit", fit_json(matrix, extraction.depth)}};
  }
  Json forms = Json::array();
  for (std::size_t k = 0; k < extraction.forms.size(); ++k) {
    forms.push_back(form_json(extraction.forms[k], extraction.scores.each[k], extraction.scores.tasks));
  }
  const Json json{{"format", "margincert-extraction/2"},
                  {"model", extraction.model},
                  {"feature_dim", extraction.feature_dim},
                  {"classes", extraction.classes},
                  {"layers", layers},
                  {"predictions",
                   {{"family", "no-margin"},
                    {"points", extraction.points},
                    {"seed", extraction.seed},
                    {"tasks", extraction.tasks},
                    {"tasks_done", extraction.scores.tasks},
                    {"level", confidence_level},
                    {"forms", forms}}}};
  return files::document_text(json);
}

}  // namespace margincert::reports
