#include <fmt/format.h>

#include <algorithm>

#include "proofs_check/guarantees.hpp"
#include "reports/html/mathml.hpp"
#include "reports/html/sections.hpp"
#include "reports/html/table.hpp"
#include "reports/html/words.hpp"

namespace margincert::reports::html {

Markup guarantees_section(const Context& context) {
  Table table(
      "Guarantees from class-level numbers alone",
      {{"guarantee", false}, {"says", false}, {"model and source", false}, {"given on"}, {"applicable"}, {"tasks"}});
  std::size_t rows = 0;
  for (const Run& run : context.report.runs) {
    for (const Tally& tally : run.guarantees) {
      if (tally.applicable() == 0 || rows++ >= most_rows) continue;
      const auto found = std::ranges::find(proofs::guarantees(), tally.id, &proofs::Guarantee::id);
      table.row({code(tally.id), found == proofs::guarantees().end() ? Markup() : typeset(found->formula),
                 name(context.name_of(run)), count(tally.holds), count(tally.applicable()), count(tally.total())});
    }
  }
  if (table.empty()) return {};
  const Markup intro =
      tag("p",
          "A bound may be true and worth little. These say on how many tasks the bounds of a theorem promise "
          "a margin or a prediction before any layer is run. They are no verdicts, and change no status.");
  return section("guarantees", "What the bounds promise",
                 intro + details("Guarantees by model and source", table.markup()) +
                     left_out(rows - std::min(rows, most_rows), "rows"));
}

}  // namespace margincert::reports::html
