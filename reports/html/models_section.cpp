#include <fmt/format.h>

#include "reports/html/sections.hpp"
#include "reports/html/witness.hpp"
#include "reports/html/words.hpp"

namespace margincert::reports::html {

Markup models_section(const Context& context) {
  Markup text;
  for (const auto& [model, parameters] : context.report.models) {
    text += tag("h3", name(model));
    text += tag("p", fmt::format("{}, {} dimensions, {} classes; label background δ = {}.",
                                 counted(parameters.depth(), "layer"), parameters.feature_dim, parameters.classes,
                                 with_minus_signs(to_string(parameters.label_background))));
    text += parameter_table(parameters, "Parameters of " + model);
  }
  return section("models", "Models", text);
}

}  // namespace margincert::reports::html
