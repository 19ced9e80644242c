#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "charts/number_text.hpp"
#include "reports/html/sections.hpp"
#include "reports/html/table.hpp"
#include "reports/html/witness.hpp"
#include "reports/html/words.hpp"

namespace margincert::reports::html {
namespace {

/// With all values, then in a table; what is beyond both is in report.json.
constexpr std::size_t most_in_full = 25, most_in_table = 1000;

std::string_view kind_of(const Finding& finding) { return finding.certified() ? "fail" : "open"; }

Markup standing(const Finding& finding) {
  Markup text = finding.standing;
  if (!finding.first_seen.empty()) text += fmt::format(", first seen {}", finding.first_seen);
  return text;
}

void define(Markup& items, std::string_view what, const Markup& value) {
  if (!value.empty()) items += tag("dt", what) + tag("dd", value) + Markup::raw("\n");
}

Markup place(const Finding& finding) {
  Markup items;
  define(items, "model", finding.model.empty() ? Markup() : name(finding.model));
  define(items, "on", finding.source.empty() ? Markup() : name(finding.source));
  define(items, "task", finding.task ? std::to_string(*finding.task) : "");
  define(items, "layer", finding.layer ? std::to_string(*finding.layer) : "");
  if (finding.kind == FindingKind::violation) {
    define(
        items, "violated on",
        fmt::format("{} of {}", charts::count_text(finding.violated), counted(finding.applicable, "applicable task")));
  }
  define(items, "standing", standing(finding));
  define(items, "fingerprint", code(finding.fingerprint));
  return tag("dl", Markup::raw("\n") + items) + Markup::raw("\n");
}

Markup rule(const Context& context, const Finding& finding) {
  if (!context.judged.contains(finding.rule)) return code(finding.rule);
  return link(context.anchor_of_statement(finding.rule), code(finding.rule));
}

Markup values(const Context& context, const Finding& finding, const std::string& anchor) {
  const Judged* judged = context.find(finding);
  if (!judged || !judged->tally->violation || finding.kind == FindingKind::coverage) return {};
  const Violation& violation = *judged->tally->violation;
  Markup all = tag("h4", "The worst task") + comparison(violation.worst);
  all += tag("p",
             violation.confirmed_at > 0
                 ? fmt::format("Derived again by Arb, which shares no arithmetic with the check, at {} bits. The first "
                               "violating task is {}.",
                               violation.confirmed_at, violation.first_task)
                 : "Not derived again, so it counts as undecided: " + violation.unconfirmed_because);
  static constexpr std::array kinds{"worst", "simplest"};
  for (std::size_t k = 0; k < violation.cases.size(); ++k) {
    const std::string& from_file = violation.cases[k].content ? violation.cases[k].content->origin.kind : "";
    const std::string kind = !from_file.empty() ? from_file : k < kinds.size() ? kinds[k] : "another";
    all += case_values(violation.cases[k], fmt::format("{}-task-{}", anchor, k), kind);
  }
  return all;
}

Markup card(const Context& context, const Finding& finding) {
  const std::string anchor = context.anchor_of_finding(finding);
  Markup text = tag("h3", badge(to_string(finding.kind), kind_of(finding)) + " " + rule(context, finding) +
                              (finding.provenance.empty() ? Markup() : " " + provenance(finding.provenance)));
  text += tag("p", finding.message) + place(finding);
  if (!finding.replay.empty()) text += tag("p", "See it again:") + command(finding.replay);
  text += values(context, finding, anchor);
  return tag("article", {{"id", anchor}, {"class", std::string("finding ") + std::string(kind_of(finding))}},
             Markup::raw("\n") + text) +
         Markup::raw("\n");
}

Markup table_of(const Context& context, std::size_t from, std::size_t to) {
  Table table("Further findings", {{"finding", false}, {"what", false}, {"standing", false}, {"see it again", false}});
  for (std::size_t k = from; k < to; ++k) {
    const Finding& finding = context.findings[k];
    table.row({rule(context, finding) + Markup::raw("<br>") + tag("small", code(finding.fingerprint)), finding.message,
               standing(finding), finding.replay.empty() ? Markup() : tag("kbd", code(finding.replay))});
  }
  return table.empty() ? Markup() : table.markup();
}

}  // namespace

Markup findings_section(const Context& context) {
  const std::size_t count = context.findings.size(), full = std::min(count, most_in_full),
                    shown = std::min(count, most_in_full + most_in_table);
  Markup text;
  for (std::size_t k = 0; k < full; ++k) text += card(context, context.findings[k]);
  text += table_of(context, full, shown) + left_out(count - shown, "findings");
  return section("findings", counted(static_cast<long>(count), "finding"), text);
}

}  // namespace margincert::reports::html
