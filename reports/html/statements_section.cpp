#include <fmt/format.h>

#include <algorithm>

#include "reports/html/mathml.hpp"
#include "reports/html/plots.hpp"
#include "reports/html/sections.hpp"
#include "reports/html/statement_tables.hpp"
#include "reports/html/words.hpp"

namespace margincert::reports::html {
namespace {

bool all_confirmed(const std::vector<Judged>& judged) {
  return std::ranges::all_of(judged,
                             [](const Judged& one) { return one.tally->violated == 0 || one.tally->confirmed(); });
}

Markup formula_of(const Request& request, const proofs::Statement& statement) {
  const std::string& formula = request.corrupted_twins ? statement.twin_formula : statement.formula;
  return tag("p", {{"class", "formula"}, {"title", formula}},
             (request.corrupted_twins ? "Corrupted: " : Markup()) + typeset(formula, Fractions::large)) +
         Markup::raw("\n");
}

Markup outcome_sentence(const Counts& counts) {
  if (counts.tasks == 0) return tag("p", "No task was judged.");
  if (counts.applicable == 0) return tag("p", fmt::format("Applies to none of {}.", counted(counts.tasks, "task")));
  std::string text = holding(counts.holds, counts.applicable, counts.tasks, "task");
  if (counts.violated > 0) text += fmt::format("; violated on {}", count(counts.violated));
  if (counts.open > 0) text += fmt::format("; undecided or failed on {}", count(counts.open));
  return tag("p", "Holds on " + text + ".");
}

const Witness* closest_witness(const Tally& tally) {
  if (tally.violation) return &tally.violation->worst;
  return tally.closest ? &*tally.closest : nullptr;
}

/// The run with the smallest slack: where a picture says most.
const Judged* closest_run(const std::vector<Judged>& judged) {
  const auto slack = [](const Judged& one) {
    const Witness* witness = closest_witness(*one.tally);
    return witness ? witness->slack_value : std::nullopt;
  };
  const Judged* best = nullptr;
  for (const Judged& one : judged) {
    if (slack(one) && (!best || *slack(one) < *slack(*best))) best = &one;
  }
  return best;
}

Markup figures(const Context& context, const std::string& anchor, const std::vector<Judged>& judged) {
  const Judged* one = closest_run(judged);
  if (!one) return {};
  const std::string where = context.name_of(*one->run);
  const Witness& witness = *closest_witness(*one->tally);
  const std::string kind = one->tally->violation ? "worst" : "closest";
  const Markup both =
      bound_figure(anchor + "-bound", witness,
                   fmt::format("Both sides over the layers on the {} task: {}, task {}", kind, where, witness.task)) +
      slack_figure(anchor + "-slacks", *one->tally, "Slacks of all decided tasks: " + where);
  return both.empty() ? both : tag_of_class("div", "figures", Markup::raw("\n") + both);
}

Markup article(const Context& context, const std::string& id) {
  const std::vector<Judged>& judged = context.judged_of(id);
  const proofs::Statement* statement = proofs::find_statement(id);
  const Counts counts = counts_of(judged);
  const std::string anchor = context.anchor_of_statement(id);
  Markup text = tag("h4", code(id) + " " + (statement ? provenance(statement->provenance) + " " : "") +
                              verdict_badge(counts.applicable, counts.violated, counts.open, all_confirmed(judged)));
  if (statement) text += formula_of(context.report.request, *statement);
  text += outcome_sentence(counts) + figures(context, anchor, judged) + family_table(context, judged);
  if (statement) text += hypotheses_details(context, *statement);
  text += distribution_details(context, judged, anchor) + witness_details(context, id);
  if (statement) text += twin_details(context.report, *statement);
  return tag("article", {{"id", anchor}}, Markup::raw("\n") + text) + Markup::raw("\n");
}

std::string theorem_of(const std::string& id) {
  const proofs::Statement* statement = proofs::find_statement(id);
  return statement ? statement->theorem : "";
}

}  // namespace

Markup statements_section(const Context& context) {
  Markup all;
  std::vector<std::string> theorems = proofs::theorems();
  theorems.push_back("");
  for (const std::string& theorem : theorems) {
    Markup articles;
    for (const std::string& id : context.statements) {
      if (theorem_of(id) == theorem) articles += article(context, id);
    }
    if (articles.empty()) continue;
    const std::string heading = theorem.empty() ? "Other statements" : "Theorem " + theorem;
    all += tag("section", tag("h3", heading) + Markup::raw("\n") + articles) + Markup::raw("\n");
  }
  return section("statements", "Statements", all);
}

}  // namespace margincert::reports::html
