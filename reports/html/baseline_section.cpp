#include <fmt/format.h>

#include <algorithm>

#include "reports/html/sections.hpp"
#include "reports/html/table.hpp"
#include "reports/html/words.hpp"

namespace margincert::reports::html {

Markup baseline_section(const Context& context) {
  const Report& report = context.report;
  if (report.baseline_file.empty()) return {};
  Table table("Entries of the baseline", {{"rule", false},
                                          {"model", false},
                                          {"source", false},
                                          {"standing", false},
                                          {"reason", false},
                                          {"first seen", false},
                                          {"expires", false},
                                          {"when recorded"}});
  const std::size_t shown = std::min(report.baseline.size(), most_rows);
  for (std::size_t k = 0; k < shown; ++k) {
    const BaselineEntry& entry = report.baseline[k];
    table.row({code(entry.rule) + Markup::raw("<br>") + tag("small", code(entry.fingerprint)), name(entry.model),
               name(entry.source), to_string(entry.standing), entry.reason, entry.first_seen, entry.expires,
               fmt::format("{} of {}", count(entry.violated), count(entry.applicable))});
  }
  return section("baseline", "Baseline",
                 tag("p", "Findings that are tolerated for a while, from " + code(report.baseline_file) + ".") +
                     (table.empty() ? tag("p", "It has no entries.") : table.markup()) +
                     left_out(report.baseline.size() - shown, "entries"));
}

}  // namespace margincert::reports::html
