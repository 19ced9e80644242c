#include "reports/crosscheck_controls.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "files/recursion_file.hpp"
#include "numeric/exact_text.hpp"
#include "reports/columns.hpp"
#include "reports/enclosure_json.hpp"

namespace margincert::reports {
namespace {

using Json = nlohmann::ordered_json;
using numeric::Interval;
using numeric::Truth;
using transformer::LayerRounding;
using transformer::rivals::Contender;
using transformer::rivals::Trial;

constexpr int text_digits = 5;

std::string enclosure_or_dash(const std::optional<Interval>& x) { return x ? decimal_text(*x, text_digits) : "-"; }

std::string contender_text(const Contender& contender, const char* how, std::uint64_t tasks) {
  std::string text =
      fmt::format("    {:<28} {:<10} {}, predicts the model's class in {} of {}\n      by layer:", contender.name, how,
                  enclosure_or_dash(contender.residual), contender.agreements, tasks);
  for (const auto& residual : contender.layer_residual) {
    text += " " + at_most(residual);
  }
  return text + "\n";
}

std::string rival_comparison_text(const char* which, const transformer::rivals::Comparison& comparison,
                                  double required) {
  std::string text = fmt::format("    {}; {} / its residual: {}\n", verdict_sentence(which, comparison, required),
                                 comparison.best_rival.empty() ? "best rival" : comparison.best_rival,
                                 enclosure_or_dash(comparison.factor));
  if (!comparison.not_ahead.empty()) {
    text += fmt::format("      layers at which it is not ahead of every rival: {}\n",
                        fmt::join(comparison.not_ahead, ", "));
  }
  return text;
}

std::string trial_text(const Trial& trial) {
  std::string text = "  rivals, same fitting effort: relative residual of all tokens, teacher-forced\n";
  text += contender_text(trial.extracted, "identified", trial.tasks);
  text += contender_text(trial.fitted, "fitted", trial.tasks);
  for (const Contender& rival : trial.rivals) text += contender_text(rival, "fitted", trial.tasks);
  return text + rival_comparison_text("identified", trial.of_extracted, trial.required_factor) +
         rival_comparison_text("fitted", trial.of_fitted, trial.required_factor);
}

std::string rounding_text(const transformer::RoundingSummary& rounding) {
  Columns table({-14, 14, 14, 14, 14, 14});
  table.add({"    layer", "features", "labels", "probe label", "logits", "attention"});
  for (std::size_t t = 0; t < rounding.layers.size(); ++t) {
    const LayerRounding& layer = rounding.layers[t];
    table.add({fmt::format("    {}", t), at_most(layer.features), at_most(layer.labels), at_most(layer.probe),
               at_most(layer.logits), at_most(layer.attention)});
  }
  return "  rounding of the binary64 program: largest |computed - exact|\n" + table.text() +
         fmt::format("    this machine's own run is inside on {} of {} tasks, its exp within the bound on {}\n",
                     rounding.own_runs_inside, rounding.tasks, rounding.own_exp_within_bound);
}

Json contender_json(const Contender& contender) {
  Json layers = Json::array();
  for (const auto& residual : contender.layer_residual) layers.push_back(enclosure_json(residual));
  return {{"name", contender.name},
          {"formula", contender.formula},
          {"provenance", contender.provenance},
          {"parameters", Json::parse(files::to_json(contender.parameters))},
          {"evaluations", contender.evaluations},
          {"residual", enclosure_json(contender.residual)},
          {"layers", layers},
          {"agreements", contender.agreements}};
}

Json rival_comparison_json(const transformer::rivals::Comparison& comparison) {
  return {{"best_rival", comparison.best_rival},
          {"factor", enclosure_json(comparison.factor)},
          {"verdict", verdict_word(comparison.better)}};
}

Json layer_rounding_json(const LayerRounding& layer, std::size_t t) {
  return {{"layer", t},
          {"features", enclosure_json(layer.features)},
          {"labels", enclosure_json(layer.labels)},
          {"probe", enclosure_json(layer.probe)},
          {"logits", enclosure_json(layer.logits)},
          {"attention", enclosure_json(layer.attention)}};
}

}  // namespace

std::string at_most(const Interval& x) {
  const std::string both = numeric::decimal_text(x, text_digits);
  const std::size_t comma = both.find(", ");
  return both.substr(comma + 2, both.size() - comma - 3);
}

std::string at_most(const std::optional<Interval>& x) { return x ? at_most(*x) : "-"; }

const char* verdict_word(Truth holds) {
  return holds == Truth::yes ? "holds" : holds == Truth::no ? "violated" : "undecided";
}

std::string controls_text(const CrosscheckControls& controls) {
  return (controls.trial ? trial_text(*controls.trial) : "") +
         (controls.rounding ? rounding_text(*controls.rounding) : "");
}

Json rivals_json(const CrosscheckControls& controls) {
  if (!controls.trial) return nullptr;
  const Trial& trial = *controls.trial;
  Json rivals = Json::array();
  for (const Contender& rival : trial.rivals) rivals.push_back(contender_json(rival));
  return {{"tasks", trial.tasks},
          {"required_factor", trial.required_factor},
          {"identified", contender_json(trial.extracted)},
          {"fitted", contender_json(trial.fitted)},
          {"rivals", rivals},
          {"identified_verdict", rival_comparison_json(trial.of_extracted)},
          {"fitted_verdict", rival_comparison_json(trial.of_fitted)}};
}

Json rounding_json(const CrosscheckControls& controls) {
  if (!controls.rounding) return nullptr;
  const transformer::RoundingSummary& rounding = *controls.rounding;
  Json layers = Json::array();
  for (std::size_t t = 0; t < rounding.layers.size(); ++t) layers.push_back(layer_rounding_json(rounding.layers[t], t));
  return {{"tasks", rounding.tasks},
          {"exp_ulps", numeric::Computed::exp_ulps},
          {"own_runs_inside", rounding.own_runs_inside},
          {"own_exp_within_bound", rounding.own_exp_within_bound},
          {"layers", layers}};
}

}  // namespace margincert::reports
