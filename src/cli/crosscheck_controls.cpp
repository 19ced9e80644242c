#include "cli/crosscheck_controls.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "cli/campaigns.hpp"
#include "cli/columns.hpp"
#include "cli/crosscheck_result.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "files/recursion_file.hpp"
#include "numeric/exact_text.hpp"
#include "reports/enclosure_json.hpp"

namespace margincert::cli {
namespace {

using Json = nlohmann::ordered_json;
using numeric::Interval;
using numeric::Truth;
using transformer::LayerRounding;
using transformer::rivals::Comparison;
using transformer::rivals::Contender;
using transformer::rivals::Trial;

constexpr int text_digits = 5;

std::optional<Trial> run_trial(const CrosscheckCommand& command, const transformer::Weights& model,
                               const recursion::Parameters& identified, const transformer::TaskSource& task) {
  transformer::rivals::TrialOptions options;
  options.fit.first_task = command.tasks;
  options.first_test_task = 0;
  options.test_tasks = command.tasks;
  options.required_factor = command.factor.value_or(transformer::rivals::usual_factor);
  Trial trial = hold_against_rivals(model, identified, task, options,
                                    run_control(command.jobs, command.quiet).named("rivals"));
  return trial.tasks > 0 ? std::optional(std::move(trial)) : std::nullopt;
}

transformer::RoundingSummary run_rounding(const CrosscheckCommand& command, const transformer::Weights& model,
                                          const transformer::TaskSource& task) {
  return rounding_of_tasks(model, task, command.tasks, run_control(command.jobs, command.quiet).named("rounding"));
}

std::string shown(const std::optional<Interval>& x) { return x ? decimal_text(*x, text_digits) : "-"; }

std::string contender_text(const Contender& contender, const char* how, std::uint64_t tasks) {
  std::string text =
      fmt::format("    {:<28} {:<10} {}, predicts the model's class in {} of {}\n      by layer:", contender.name, how,
                  shown(contender.residual), contender.agreements, tasks);
  for (const auto& residual : contender.layer_residual) {
    text += " " + at_most(residual);
  }
  return text + "\n";
}

std::string comparison_text(const char* which, const Comparison& comparison, double required) {
  std::string text =
      fmt::format("    {}; {} / its residual: {}\n", verdict_sentence(which, comparison, required),
                  comparison.best_rival.empty() ? "best rival" : comparison.best_rival, shown(comparison.factor));
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
  return text + comparison_text("identified", trial.of_extracted, trial.required_factor) +
         comparison_text("fitted", trial.of_fitted, trial.required_factor);
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
  for (const auto& residual : contender.layer_residual) layers.push_back(reports::enclosure_json(residual));
  return {{"name", contender.name},
          {"formula", contender.formula},
          {"provenance", contender.provenance},
          {"parameters", Json::parse(files::to_json(contender.parameters))},
          {"evaluations", contender.evaluations},
          {"residual", reports::enclosure_json(contender.residual)},
          {"layers", layers},
          {"agreements", contender.agreements}};
}

const char* word(Truth truth) { return truth == Truth::yes ? "holds" : truth == Truth::no ? "violated" : "undecided"; }

Json comparison_json(const Comparison& comparison) {
  return {{"best_rival", comparison.best_rival},
          {"factor", reports::enclosure_json(comparison.factor)},
          {"verdict", word(comparison.better)}};
}

Json layer_json(const LayerRounding& layer, std::size_t t) {
  return {{"layer", t},
          {"features", reports::enclosure_json(layer.features)},
          {"labels", reports::enclosure_json(layer.labels)},
          {"probe", reports::enclosure_json(layer.probe)},
          {"logits", reports::enclosure_json(layer.logits)},
          {"attention", reports::enclosure_json(layer.attention)}};
}

}  // namespace

CrosscheckControls run_controls(const CrosscheckCommand& command, const transformer::Weights& model,
                                const recursion::Parameters& identified, const transformer::TaskSource& task) {
  CrosscheckControls controls;
  if (command.rivals && command.tasks > 0 && !interrupted()) {
    controls.trial = run_trial(command, model, identified, task);
  }
  if (command.rounding) controls.rounding = run_rounding(command, model, task);
  return controls;
}

std::optional<Truth> factor_verdict(const CrosscheckControls& controls, const CrosscheckCommand& command) {
  if (!command.factor) return std::nullopt;
  return controls.trial ? controls.trial->of_extracted.better : Truth::unknown;
}

std::optional<numeric::Truth> rounding_verdict(const CrosscheckControls& controls) {
  if (!controls.rounding) return std::nullopt;
  const transformer::RoundingSummary& rounding = *controls.rounding;
  const bool inside = rounding.own_runs_inside == rounding.tasks && rounding.own_exp_within_bound == rounding.tasks;
  return inside && rounding.tasks > 0 ? numeric::Truth::yes : numeric::Truth::unknown;
}

std::string to_text(const CrosscheckControls& controls) {
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
          {"identified_verdict", comparison_json(trial.of_extracted)},
          {"fitted_verdict", comparison_json(trial.of_fitted)}};
}

Json rounding_json(const CrosscheckControls& controls) {
  if (!controls.rounding) return nullptr;
  const transformer::RoundingSummary& rounding = *controls.rounding;
  Json layers = Json::array();
  for (std::size_t t = 0; t < rounding.layers.size(); ++t) layers.push_back(layer_json(rounding.layers[t], t));
  return {{"tasks", rounding.tasks},
          {"exp_ulps", numeric::Computed::exp_ulps},
          {"own_runs_inside", rounding.own_runs_inside},
          {"own_exp_within_bound", rounding.own_exp_within_bound},
          {"layers", layers}};
}

}  // namespace margincert::cli
