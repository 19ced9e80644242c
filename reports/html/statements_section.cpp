#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "charts/number_text.hpp"
#include "proofs_check/hypotheses.hpp"
#include "reports/distribution.hpp"
#include "reports/html/mathml.hpp"
#include "reports/html/plots.hpp"
#include "reports/html/sections.hpp"
#include "reports/html/table.hpp"
#include "reports/html/witness.hpp"
#include "reports/html/words.hpp"

namespace margincert::reports::html {
namespace {

using charts::count_text;

Markup run_name(const Judged& judged) {
  return name(judged.run->model) + Markup::raw("<br>") + name(judged.run->title());
}

bool was_confirmed(const std::vector<Judged>& judged) {
  return std::ranges::all_of(judged,
                             [](const Judged& one) { return one.tally->violated == 0 || one.tally->confirmed(); });
}

Markup formula_of(const Context& context, const proofs::Statement& statement) {
  const bool twin = context.report.request.corrupted_twins;
  const std::string& formula = twin ? statement.twin_formula : statement.formula;
  return tag("p", {{"class", "formula"}, {"title", formula}}, (twin ? "Corrupted: " : Markup()) + typeset(formula)) +
         Markup::raw("\n");
}

Markup outcome_sentence(const Counts& counts) {
  if (counts.tasks == 0) return tag("p", "No task was judged.");
  if (counts.applicable == 0) return tag("p", fmt::format("Applies to none of {}.", counted(counts.tasks, "task")));
  std::string text = "Holds on " + holding(counts.holds, counts.applicable, counts.tasks);
  if (counts.violated > 0) text += fmt::format("; violated on {}", count_text(counts.violated));
  if (counts.open > 0) text += fmt::format("; undecided or failed on {}", count_text(counts.open));
  return tag("p", text + ".");
}

/// The run whose slack is smallest: first violations, then the closest.
const Judged* closest(const std::vector<Judged>& judged) {
  const auto slack = [](const Judged& one) -> std::optional<double> {
    if (one.tally->violation) return one.tally->violation->worst.slack_value;
    return one.tally->closest ? one.tally->closest->slack_value : std::nullopt;
  };
  const Judged* best = nullptr;
  for (const Judged& one : judged) {
    if (slack(one) && (!best || *slack(one) < *slack(*best))) best = &one;
  }
  return best;
}

const Witness& witness_of(const Tally& tally) { return tally.violation ? tally.violation->worst : *tally.closest; }

Markup smallest_slack(const Tally& tally) {
  if (tally.violation) return about(tally.violation->worst.slack_value);
  return tally.closest ? about(tally.closest->slack_value) : "–";
}

Markup failure_bound(const Judged& judged) {
  const auto bound = failure_probability_bound(*judged.run, *judged.tally);
  return bound ? Markup("< " + percent_up(*bound)) : Markup("–");
}

Markup family_table(const std::vector<Judged>& judged) {
  Table table("By model and family", {{"model and family", false},
                                      {"tasks"},
                                      {"applicable"},
                                      {"holds"},
                                      {"violated"},
                                      {"undecided or failed"},
                                      {"smallest slack ≈"},
                                      {"tightest ratio"},
                                      {"failure probability, 95 %"}});
  std::size_t left = 0, never = 0;
  for (const Judged& one : judged) {
    const Tally& tally = *one.tally;
    if (tally.applicable() == 0) {
      ++never;
      continue;
    }
    if (left++ >= most_rows) continue;
    const long open = tally.undecided + tally.errors;
    table.row({run_name(one), count_text(tally.total()), count_text(tally.applicable()), count_text(tally.holds),
               count_text(tally.violated), count_text(open), smallest_slack(tally),
               tally.tightest && tally.tightest->tightest_ratio ? fmt::format("{:.6g}", *tally.tightest->tightest_ratio)
                                                                : "–",
               failure_bound(one)},
              tally.violated > 0 ? "fail"
              : open > 0         ? "open"
                                 : "");
  }
  Markup text = table.empty() ? Markup() : table.markup();
  if (never > 0 && never < judged.size()) {
    text +=
        tag("p", fmt::format("It never applied in {} of {}.", never, counted(static_cast<long>(judged.size()), "run")));
  }
  return text + left_out(left - std::min(left, most_rows), "runs");
}

/// Why the statement did not apply: hypothesis, and the tasks it excluded over all runs.
std::map<std::string, long> excluded(const std::vector<Judged>& judged) {
  std::map<std::string, long> tasks;
  for (const Judged& one : judged) {
    for (const auto& [hypothesis, count] : one.tally->not_applicable_because) tasks[hypothesis] += count;
  }
  return tasks;
}

Markup hypotheses_table(const proofs::Statement& statement, const std::vector<Judged>& judged, const Request& request) {
  std::map<std::string, long> tasks = excluded(judged);
  std::string most;
  for (const auto& [id, count] : tasks) {
    if (most.empty() || count > tasks[most]) most = id;
  }
  Table table("Hypotheses, and how many tasks each excluded first",
              {{"hypothesis", false}, {"", false}, {"says", false}, {"tasks excluded"}});
  for (const std::string& id : statement.hypotheses) {
    const proofs::Hypothesis& hypothesis = proofs::hypothesis(id);
    const bool dropped = std::ranges::find(request.dropped, id) != request.dropped.end();
    table.row({code(id), hypothesis.number, tag("span", {{"title", hypothesis.formula}}, typeset(hypothesis.formula)),
               dropped ? "not required" : count_text(tasks[id])});
    tasks.erase(id);
  }
  for (const auto& [cause, count] : tasks) table.row({code(cause), "", "", count_text(count)});
  std::string summary = counted(static_cast<long>(statement.hypotheses.size()), "hypothesis", "hypotheses");
  if (!most.empty()) summary += fmt::format("; {} excluded most tasks", most);
  return details(summary, table.markup());
}

Markup distribution(const std::vector<Judged>& judged, const std::string& anchor) {
  Table slacks(
      "Quantiles of the slack, as enclosures",
      {{"model and family", false}, {"least"}, {"1 %"}, {"25 %"}, {"median"}, {"75 %"}, {"99 %"}, {"largest"}});
  std::map<int, long> rungs;
  for (const Judged& one : judged) {
    for (const auto& [bits, count] : one.tally->rungs) rungs[bits] += count;
  }
  for (std::size_t k = 0; k < std::min(judged.size(), most_rows); ++k) {
    if (judged[k].tally->slacks.empty()) continue;
    std::vector<Markup> cells{run_name(judged[k])};
    for (const int percent : {0, 1, 25, 50, 75, 99, 100}) {
      const auto bounds = quantile(judged[k].tally->slacks, percent);
      cells.push_back(bounds ? charts::range_text(bounds->lo, bounds->hi) : "–");
    }
    slacks.row(cells);
  }
  std::vector<Column> columns{{"rung", false}};
  std::vector<Markup> counts{"tasks decided"};
  for (const auto& [bits, count] : rungs) {
    columns.push_back({fmt::format("{} bits", bits)});
    counts.push_back(count_text(count));
  }
  Table ladder("Precision at which verdicts fell", columns);
  ladder.row(counts);
  if (slacks.empty() && rungs.empty()) return {};
  return details("Slack quantiles and precision",
                 (slacks.empty() ? Markup() : slacks.markup()) + (rungs.empty() ? Markup() : ladder.markup()) +
                     rung_figure(anchor + "-rungs", judged, "Tasks decided at each precision"));
}

Markup witnesses(const Context& context, const std::string& id, const std::vector<Judged>& judged) {
  Markup text;
  std::size_t left = 0;
  for (const Judged& one : judged) {
    const Tally& tally = *one.tally;
    if (!tally.closest && !tally.tightest && !tally.first_open) continue;
    if (left++ >= most_rows / 8) continue;
    text += tag("h4", run_name(one));
    if (tally.closest) text += tag("h5", "Closest: smallest slack where it holds") + comparison(*tally.closest);
    if (tally.tightest && (!tally.closest || tally.tightest->task != tally.closest->task)) {
      text += tag("h5", "Tightest: smallest ratio of the two sides") + comparison(*tally.tightest);
    }
    if (tally.first_open) text += tag("h5", "First that stayed open") + comparison(*tally.first_open);
  }
  Markup links;
  for (const Finding& finding : context.findings) {
    if (finding.rule == id && finding.kind == FindingKind::violation) {
      links += tag("li", link(context.anchor_of_finding(finding), name(finding.model) + " on " + name(finding.source)));
    }
  }
  if (!links.empty()) text += tag("p", "Violations, with worst and simplest witness:") + tag("ul", links);
  if (text.empty()) return {};
  return details("Closest and tightest witnesses, in decimal and exactly",
                 text + left_out(left - std::min(left, most_rows / 8), "runs"));
}

Markup twin(const Context& context, const proofs::Statement& statement) {
  const auto test = std::ranges::find(context.report.twins, statement.id, &TwinTest::statement);
  std::string fate = "its corrupted twin was not run here";
  if (test != context.report.twins.end())
    fate = test->caught ? "its corrupted twin was caught" : "its corrupted twin was NOT caught";
  Markup text = tag(
      "p", Markup("The twin: ") + tag("span", {{"title", statement.twin_formula}}, typeset(statement.twin_formula)));
  if (test != context.report.twins.end() && !test->where.empty())
    text += tag("p", Markup("Caught by ") + name(test->where) + ".");
  return details("Can the check fail? " + fate, text);
}

Markup figures(const std::string& anchor, const std::vector<Judged>& judged) {
  const Judged* one = closest(judged);
  if (!one) return {};
  const std::string where = fmt::format("{} on {}", one->run->model, one->run->title());
  const Witness& witness = witness_of(*one->tally);
  Markup both = bound_figure(anchor + "-bound", witness,
                             fmt::format("The two sides over the layers, {}, task {}: the {} of all", where,
                                         witness.task, one->tally->violation ? "worst" : "closest"));
  both += slack_figure(anchor + "-slacks", *one->tally, fmt::format("Slacks of {}", where));
  return both.empty() ? both : tag_of_class("div", "figures", Markup::raw("\n") + both);
}

Markup article(const Context& context, const std::string& id) {
  static const std::vector<Judged> none;
  const auto found = context.judged.find(id);
  const std::vector<Judged>& judged = found == context.judged.end() ? none : found->second;
  const proofs::Statement* statement = proofs::find_statement(id);
  const Counts counts = counts_of(judged);
  const std::string anchor = context.anchor_of_statement(id);
  Markup text = tag("h4", code(id) + " " + (statement ? provenance(statement->provenance) : Markup()) + " " +
                              verdict_badge(counts.applicable, counts.violated, counts.open, was_confirmed(judged)));
  if (statement) text += formula_of(context, *statement);
  text += outcome_sentence(counts) + figures(anchor, judged) + family_table(judged);
  if (statement) text += hypotheses_table(*statement, judged, context.report.request);
  text += distribution(judged, anchor) + witnesses(context, id, judged);
  if (statement) text += twin(context, *statement);
  return tag("article", {{"id", anchor}, {"class", "statement"}}, Markup::raw("\n") + text) + Markup::raw("\n");
}

std::string theorem_of(const std::string& id) {
  const proofs::Statement* statement = proofs::find_statement(id);
  return statement ? statement->theorem : "";
}

}  // namespace

Markup statements_section(const Context& context) {
  Markup all;
  for (const std::string theorem : {"A", "B", "C", ""}) {
    Markup articles;
    for (const std::string& id : context.statements) {
      if (theorem_of(id) == theorem) articles += article(context, id);
    }
    if (articles.empty()) continue;
    const std::string heading = theorem.empty() ? "Other statements" : "Theorem " + theorem;
    all += tag("section", {{"id", "theorem-" + (theorem.empty() ? "other" : theorem)}}, tag("h3", heading) + articles);
  }
  return section("statements", "Statements", all);
}

}  // namespace margincert::reports::html
