#include <fmt/format.h>

#include "reports/html/plots.hpp"
#include "reports/html/sections.hpp"

namespace margincert::reports::html {

Markup alignment_section(const Context& context) {
  Markup text;
  for (const auto& [model, parameters] : context.report.models) {
    const Markup figures = alignment_figures(context, model);
    if (!figures.empty()) text += tag("h3", name(model)) + tag_of_class("div", "figures", figures);
  }
  if (text.empty()) return {};
  const Markup intro = tag(
      "p",
      fmt::format("Does the probe come to lie with its class as depth grows? Lines are shares and means over the tasks "
                  "of a source. Bands are {:.0f} % confidence intervals of what they estimate, layer by layer "
                  "(Clopper–Pearson for shares, Hoeffding for means); only tasks that are drawn have one.",
                  100 * confidence_level));
  return section("alignment", "Class alignment by depth", intro + text);
}

}  // namespace margincert::reports::html
