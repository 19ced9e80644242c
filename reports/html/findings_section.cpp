#include <fmt/format.h>

#include <algorithm>

#include "reports/html/sections.hpp"
#include "reports/html/table.hpp"
#include "reports/html/witness.hpp"
#include "reports/html/words.hpp"
#include "reports/replay_command.hpp"

namespace margincert::reports::html {
namespace {

/// With all values, the first of them laid open; then in a table. What is beyond both is in report.json.
constexpr std::size_t most_open = 3, most_in_full = Context::most_in_full, most_in_table = 1000;

std::string_view kind_of(const Finding& finding) {
  return finding.tolerated ? "none" : finding.certified() ? "fail" : "open";
}

std::string standing(const Finding& finding) {
  std::string text = finding.standing;
  if (finding.tolerated) text += ", tolerated";
  if (!finding.first_seen.empty()) text += fmt::format(", first seen {}", finding.first_seen);
  return text;
}

Markup name_if_any(const std::string& text) { return text.empty() ? Markup() : name(text); }

Markup facts_of(const Finding& finding) {
  Markup facts;
  define(facts, "model", name_if_any(finding.model));
  define(facts, "on", name_if_any(finding.source));
  define(facts, "task", finding.task ? std::to_string(*finding.task) : "");
  define(facts, "layer", finding.layer ? std::to_string(*finding.layer) : "");
  if (finding.kind == FindingKind::violation) {
    define(facts, "violated on",
           fmt::format("{} of {}", count(finding.violated), counted(finding.applicable, "applicable task")));
  }
  define(facts, "standing", standing(finding));
  define(facts, "fingerprint", code(finding.fingerprint));
  return tag_of_class("dl", "facts", Markup::raw("\n") + facts) + Markup::raw("\n");
}

Markup rule(const Context& context, const Finding& finding) {
  if (!context.judged.contains(finding.rule)) return code(finding.rule);
  return link(context.anchor_of_statement(finding.rule), code(finding.rule));
}

std::string confirmation(const Violation& violation) {
  if (violation.confirmed_at == 0) {
    return "It was not derived again, so it counts as undecided: " + violation.unconfirmed_because;
  }
  return fmt::format(
      "Derived again by Arb, which shares no arithmetic with the check, at {} bits. The first task of the run "
      "that violates is {}.",
      violation.confirmed_at, violation.first_task);
}

std::string kind_of(const Violation& violation, std::size_t k) {
  const std::optional<files::Case>& content = violation.cases[k].content;
  if (content && !content->origin.kind.empty()) return content->origin.kind;
  return k == 0 ? "worst" : "simplest";
}

/// Both sides on the worst task; then the cases, of which the first is replayed by the finding's own command.
Markup values(const Violation& violation, const std::string& anchor) {
  Markup all = comparison(violation.worst) + tag("p", confirmation(violation));
  for (std::size_t k = 0; k < violation.cases.size(); ++k) {
    const std::string kind = kind_of(violation, k);
    all += tag("h4", fmt::format("The {} witness", kind));
    if (k > 0) all += command(replay_command(violation.cases[k].file));
    all += case_values(violation.cases[k], fmt::format("{}-task-{}", anchor, k), kind);
  }
  return all;
}

Markup card(const Context& context, const Finding& finding, bool open) {
  const std::string anchor = context.anchor_of_finding(finding);
  Markup text = tag("h3", badge(to_string(finding.kind), kind_of(finding)) + " " + rule(context, finding) +
                              (finding.provenance.empty() ? "" : " " + provenance(finding.provenance)));
  text += tag("p", finding.message) + facts_of(finding);
  if (!finding.replay.empty()) text += tag("p", "See it again:") + command(finding.replay);
  const Judged* judged = context.find(finding);
  const bool has_witness = finding.kind == FindingKind::violation || finding.kind == FindingKind::unconfirmed;
  if (has_witness && judged && judged->tally->violation) {
    text += details("The witness: both sides, task and parameters", values(*judged->tally->violation, anchor), open);
  }
  const std::string css_class = fmt::format("finding {}", kind_of(finding));
  return tag("article", {{"id", anchor}, {"class", css_class}}, Markup::raw("\n") + text) + Markup::raw("\n");
}

Markup table_of(const Context& context, std::size_t from, std::size_t to) {
  Table table("Further findings", {{"finding", false}, {"what", false}, {"standing", false}, {"see it again", false}});
  for (std::size_t k = from; k < to; ++k) {
    const Finding& finding = context.findings[k];
    table.row({rule(context, finding) + Markup::raw("<br>") + tag("small", code(finding.fingerprint)), finding.message,
               standing(finding), finding.replay.empty() ? Markup() : code(finding.replay)});
  }
  return table.empty() ? Markup() : table.markup();
}

}  // namespace

Markup findings_section(const Context& context) {
  const std::size_t all = context.findings.size(), full = std::min(all, most_in_full),
                    shown = std::min(all, most_in_full + most_in_table);
  Markup text;
  for (std::size_t k = 0; k < full; ++k) text += card(context, context.findings[k], k < most_open);
  text += table_of(context, full, shown) + left_out(all - shown, "findings");
  return section("findings", counted(all, "finding"), text);
}

}  // namespace margincert::reports::html
