#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "cli/command_line.hpp"
#include "transformer/rivals/trial.hpp"
#include "transformer/rounding.hpp"

namespace margincert::cli {

/// What a cross-check adds on request, on one family's tasks.
struct CrosscheckControls {
  std::optional<transformer::rivals::Trial> trial;       ///< --rivals; none where it was stopped before its end
  std::optional<transformer::RoundingSummary> rounding;  ///< --rounding
};

/// `identified` is what the model is held against, or its own two-parameter form. Rivals are tested on the tasks that
/// the comparison takes, 0..tasks-1, and fitted on the next ones.
CrosscheckControls run_controls(const CrosscheckCommand& command, const transformer::Weights& model,
                                const recursion::Parameters& identified, const transformer::TaskSource& task);

/// Did the recursion that the model is held against beat the best rival by the factor that the user asked for?
std::optional<numeric::Truth> factor_verdict(const CrosscheckControls& controls, const CrosscheckCommand& command);

/// Did every run of this machine's binary64 program stay in its enclosure, each exponential within the bound that it
/// presumes? `unknown` where one did not: then the presumption is false here, or the enclosure is of nothing. None
/// without --rounding.
std::optional<numeric::Truth> rounding_verdict(const CrosscheckControls& controls);

std::string to_text(const CrosscheckControls& controls);
/// "rivals" and "rounding" of margincert-crosscheck/1, null where they were not asked for.
nlohmann::ordered_json rivals_json(const CrosscheckControls& controls);
nlohmann::ordered_json rounding_json(const CrosscheckControls& controls);

}  // namespace margincert::cli
