#include "reports/html/statement_tables.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "charts/number_text.hpp"
#include "proofs_check/hypotheses.hpp"
#include "reports/distribution.hpp"
#include "reports/first_rung.hpp"
#include "reports/html/mathml.hpp"
#include "reports/html/plots.hpp"
#include "reports/html/table.hpp"
#include "reports/html/witness.hpp"
#include "reports/html/words.hpp"
#include "reports/slack_text.hpp"

namespace margincert::reports::html {
namespace {

constexpr int quantile_percents[] = {0, 1, 25, 50, 75, 99, 100};
/// Runs of which a statement's witnesses are shown.
constexpr std::size_t most_witnesses = 20;

Markup smallest_slack(const Tally& tally) {
  if (is_equality(tally)) return "equality";
  const Witness* shown = tally.violation ? &tally.violation->worst : tally.closest ? &*tally.closest : nullptr;
  if (!shown) return "–";
  return shown->slack_value ? about(shown->slack_value) : with_minus_signs(slack_text(*shown, 3));
}

Markup tightest_ratio(const Tally& tally) {
  return tally.tightest && tally.tightest->tightest_ratio ? fmt::format("{:.6g}", *tally.tightest->tightest_ratio)
                                                          : "–";
}

Markup failure_bound(const Judged& judged) {
  const auto bound = failure_probability_bound(*judged.run, *judged.tally);
  return bound ? "< " + percent_up(*bound) : "–";
}

/// Tasks of all runs by the hypothesis that excluded them.
std::map<std::string, long> excluded(const std::vector<Judged>& judged) {
  std::map<std::string, long> tasks;
  for (const Judged& one : judged) {
    for (const auto& [hypothesis, number] : one.tally->not_applicable_because) tasks[hypothesis] += number;
  }
  return tasks;
}

Markup quantile_table(const Context& context, const std::vector<Judged>& judged) {
  Table table("Quantiles of the slack, as enclosures",
              {{"model and source", false}, {"least"}, {"1 %"}, {"25 %"}, {"median"}, {"75 %"}, {"99 %"}, {"largest"}});
  for (std::size_t k = 0; k < std::min(judged.size(), most_rows); ++k) {
    const auto& [run, tally] = judged[k];
    if (tally->slacks.empty()) continue;
    std::vector<Markup> cells{name(context.name_of(*run))};
    for (const int percent : quantile_percents) {
      const auto bounds = quantile(tally->slacks, percent);
      cells.push_back(charts::range_text(bounds->lo, bounds->hi));
    }
    table.row(cells);
  }
  return table.empty() ? Markup() : table.markup();
}

Markup rung_table(const Request& request, const std::vector<Judged>& judged) {
  std::map<int, long> rungs;
  FirstRung first;
  for (const Judged& one : judged) {
    for (const auto& [bits, number] : one.tally->rungs) rungs[bits] += number;
    first += first_rung_of(request, *one.tally);
  }
  if (rungs.empty()) return {};
  std::vector<Column> columns{{"rung", false}};
  std::vector<Markup> cells{"tasks decided"};
  for (const auto& [bits, number] : rungs) {
    columns.push_back({fmt::format("{} bits", bits)});
    cells.push_back(count(number));
  }
  Table table("Precision at which verdicts fell", columns);
  table.row(cells);
  return tag("p", fmt::format("{} of its applicable verdicts fell on {}.", first.percent(), first_rung_name(request))) +
         table.markup();
}

Markup witnesses_of(const Tally& tally) {
  Markup text;
  if (tally.closest) text += tag("h5", "Closest: smallest slack where it holds") + comparison(*tally.closest);
  if (tally.tightest && (!tally.closest || tally.tightest->task != tally.closest->task)) {
    text += tag("h5", "Tightest: smallest ratio of the two sides") + comparison(*tally.tightest);
  }
  if (tally.first_open) text += tag("h5", "First that stayed open") + comparison(*tally.first_open);
  return text;
}

Markup links_to_violations(const Context& context, const std::string& statement) {
  Markup links;
  for (const Finding& finding : context.findings) {
    if (finding.rule != statement || finding.kind != FindingKind::violation || !context.is_shown(finding)) continue;
    links += tag("li", link(context.anchor_of_finding(finding), name(finding.model) + " on " + name(finding.source)));
  }
  return links.empty() ? links : tag("p", "Violations, with worst and simplest witness:") + tag("ul", links);
}

}  // namespace

Markup family_table(const Context& context, const std::vector<Judged>& judged) {
  Table table("By model and source of tasks", {{"model and source", false},
                                               {"tasks"},
                                               {"applicable"},
                                               {"holds"},
                                               {"violated"},
                                               {"undecided or failed"},
                                               {"smallest slack ≈"},
                                               {"tightest ratio"},
                                               {"failure probability, 95\u00A0%"}});
  std::size_t applied = 0;
  for (const Judged& one : judged) {
    const Tally& tally = *one.tally;
    if (tally.applicable() == 0 || applied++ >= most_rows) continue;
    const long open = tally.undecided + tally.errors;
    table.row({name(context.name_of(*one.run)), count(tally.total()), count(tally.applicable()), count(tally.holds),
               count(tally.violated), count(open), smallest_slack(tally), tightest_ratio(tally), failure_bound(one)},
              tally.violated > 0 ? "fail"
              : open > 0         ? "open"
                                 : "");
  }
  if (table.empty()) return {};
  const std::size_t never = judged.size() - applied;
  Markup text = table.markup() + left_out(applied - std::min(applied, most_rows), "runs");
  return never == 0 ? text : text + tag("p", fmt::format("In {} it never applied.", counted(never, "other run")));
}

Markup hypotheses_details(const Context& context, const proofs::Statement& statement) {
  const std::vector<std::string>& dropped = context.report.request.dropped;
  std::map<std::string, long> tasks = excluded(context.judged_of(statement.id));
  const auto most = std::ranges::max_element(tasks, {}, [](const auto& entry) { return entry.second; });
  std::string summary = counted(statement.hypotheses.size(), "hypothesis", "hypotheses");
  if (most != tasks.end()) summary += fmt::format(": {} excluded most, {}", most->first, counted(most->second, "task"));
  Table table("Hypotheses, and the tasks that each was the first to exclude",
              {{"hypothesis", false}, {"number", false}, {"says", false}, {"tasks excluded"}});
  for (const std::string& id : statement.hypotheses) {
    const proofs::Hypothesis& hypothesis = proofs::hypothesis(id);
    const bool required = std::ranges::find(dropped, id) == dropped.end();
    table.row({code(id), hypothesis.number, tag("span", {{"title", hypothesis.formula}}, typeset(hypothesis.formula)),
               required ? count(tasks[id]) : "not required"});
    tasks.erase(id);
  }
  for (const auto& [cause, number] : tasks) table.row({code(cause), "", "", count(number)});
  return details(summary, table.markup());
}

Markup distribution_details(const Context& context, const std::vector<Judged>& judged, const std::string& anchor) {
  const Markup content = quantile_table(context, judged) + rung_table(context.report.request, judged) +
                         rung_figure(anchor + "-rungs", judged, "Tasks decided at each precision");
  return content.empty() ? content : details("Slack quantiles and precision", content);
}

Markup witness_details(const Context& context, const std::string& statement) {
  const std::vector<Judged>& judged = context.judged_of(statement);
  Markup text;
  std::size_t runs = 0;
  for (const auto& [run, tally] : judged) {
    const Markup witnesses = witnesses_of(*tally);
    if (witnesses.empty() || runs++ >= most_witnesses) continue;
    text += tag("section", tag("h5", name(context.name_of(*run))) + witnesses);
  }
  if (!text.empty()) text = tag_of_class("div", "figures", text);
  text += links_to_violations(context, statement) + left_out(runs - std::min(runs, most_witnesses), "runs");
  return text.empty() ? text : details("Closest and tightest witnesses, in decimal and exactly", text);
}

Markup twin_details(const Report& report, const proofs::Statement& statement) {
  const auto test = std::ranges::find(report.twins, statement.id, &TwinTest::statement);
  const bool was_run = test != report.twins.end();
  const char* fate = !was_run       ? "its corrupted twin was not run here"
                     : test->caught ? "yes: its corrupted twin was caught"
                                    : "its corrupted twin was not caught";
  Markup text =
      tag("p", "The twin: " + tag("span", {{"title", statement.twin_formula}}, typeset(statement.twin_formula)));
  if (was_run && !test->where.empty()) text += tag("p", "Caught by " + name(test->where) + ".");
  return details(fmt::format("Can this check fail? {}", fate), text);
}

}  // namespace margincert::reports::html
