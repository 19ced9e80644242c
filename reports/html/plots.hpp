#pragma once

#include <string>
#include <vector>

#include "reports/html/context.hpp"
#include "reports/html/markup.hpp"

// The page's pictures, each from the report's data, as a <figure> with its caption. Empty where there is nothing to
// see.
namespace margincert::reports::html {

/// Both sides of a witness's deciding comparison over the layers.
Markup bound_figure(const std::string& id, const Witness& witness, const std::string& caption);
/// How the slacks of a statement's decided tasks are distributed.
Markup slack_figure(const std::string& id, const Tally& tally, const std::string& caption);
/// Which rungs of the ladder decided.
Markup rung_figure(const std::string& id, const std::vector<Judged>& judged, const std::string& caption);
/// What became of the verdicts in every run, by model.
Markup applicability_figures(const Context& context);
/// How the probe stands with its class, layer by layer, in all runs of a model.
Markup alignment_figures(const Context& context, const std::string& model);
/// How far a transformer is from its recursion, layer by layer.
Markup difference_figures(const Report& report);
/// A witness drawn layer by layer.
Markup task_figure(const std::string& id, const WitnessCase& witness, const std::string& caption);

}  // namespace margincert::reports::html
