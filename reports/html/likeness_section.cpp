#include "reports/html/sections.hpp"
#include "reports/html/witness.hpp"
#include "reports/likeness.hpp"

namespace margincert::reports::html {

Markup likeness_section(const Context& context) {
  const auto& reference = context.report.reference;
  if (!reference) return {};
  Markup items;
  for (const std::string& sentence : likeness_sentences(context.report))
    items += tag("li", sentence) + Markup::raw("\n");
  return section("like", "Beside the reference",
                 tag("p", "Each model must be covered by every theorem that covers " + name(reference->name) +
                              " on the same sources of tasks.") +
                     (items.empty() ? Markup() : tag("ul", Markup::raw("\n") + items)) +
                     parameter_table(reference->parameters, "Parameters of the reference, " + reference->name));
}

}  // namespace margincert::reports::html
