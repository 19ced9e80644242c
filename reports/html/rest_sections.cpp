#include <fmt/format.h>

#include <algorithm>

#include "charts/number_text.hpp"
#include "proofs_check/guarantees.hpp"
#include "reports/html/mathml.hpp"
#include "reports/html/plots.hpp"
#include "reports/html/sections.hpp"
#include "reports/html/table.hpp"
#include "reports/html/witness.hpp"
#include "reports/html/words.hpp"

namespace margincert::reports::html {
namespace {

using charts::count_text;

Markup outcome_badge(proofs::Outcome outcome) {
  const std::string_view kind = outcome == proofs::Outcome::holds      ? "pass"
                                : outcome == proofs::Outcome::violated ? "fail"
                                                                       : "open";
  return badge(to_string(outcome), kind);
}

std::string place_of(const IdentificationTest& test) {
  std::string text = test.place;
  const auto add = [&](const std::string& more) { text += (text.empty() ? "" : ", ") + more; };
  if (test.layer) add(fmt::format("layer {}", *test.layer));
  if (!test.source.empty()) add(test.source);
  if (test.task) add(fmt::format("task {}", *test.task));
  return text;
}

Markup measured(const IdentificationTest& test) {
  Markup text = test.value ? enclosure(test.value->lo, test.value->hi) : Markup();
  if (test.bound) text += Markup::raw("<br>") + fmt::format("against {}", *test.bound);
  return text;
}

Markup identification_table(const Report& report) {
  Table table("What a transformer must have in common with its recursion", {{"check", false},
                                                                            {"transformer", false},
                                                                            {"outcome", false},
                                                                            {"measured", false},
                                                                            {"value and bound", false},
                                                                            {"farthest off at", false},
                                                                            {"see it again", false}});
  for (std::size_t k = 0; k < std::min(report.identification.size(), most_rows); ++k) {
    const IdentificationTest& test = report.identification[k];
    table.row({code(test.check), name(test.model), outcome_badge(test.outcome), test.detail, measured(test),
               place_of(test), test.replay.empty() ? Markup() : code(test.replay)});
  }
  return table.markup() +
         left_out(report.identification.size() - std::min(report.identification.size(), most_rows), "tests");
}

Markup cases_of(const Report& report) {
  if (report.cases.empty()) return {};
  const auto accepted = std::ranges::count_if(report.cases, &CaseTest::accepted);
  Table table("Committed witnesses", {{"case", false}, {"outcome", false}, {"why", false}});
  for (const CaseTest& test : report.cases) {
    table.row(
        {code(test.name), test.accepted ? badge("derived again", "pass") : badge("not accepted", "fail"), test.reason},
        test.accepted ? "" : "fail");
  }
  return tag("p", fmt::format("{} of {} committed witnesses were derived again by Arb, before anything else.", accepted,
                              report.cases.size())) +
         details("Which", table.markup());
}

Markup twins_of(const Report& report) {
  if (report.twins.empty()) return {};
  const auto caught = std::ranges::count_if(report.twins, &TwinTest::caught);
  Table table("Corrupted twins", {{"statement", false}, {"outcome", false}, {"where", false}});
  for (const TwinTest& test : report.twins) {
    table.row(
        {code(test.statement), test.caught ? badge("caught", "pass") : badge("not caught", "fail"), name(test.where)},
        test.caught ? "" : "fail");
  }
  return tag("p", fmt::format(
                      "{} of {} corrupted twins were caught: each is a slightly wrong version of its statement, and a "
                      "check that cannot see it violated checks nothing.",
                      caught, report.twins.size())) +
         details("Which, and where", table.markup());
}

struct Definition {
  const char* term;
  const char* meaning;
};
constexpr Definition definitions[]{
    {"applicable",
     "All hypotheses of the statement are certified true on the task, or none is certified false. Where one "
     "is false, the statement claims nothing."},
    {"hypothesis", "A condition of a theorem. It is certified like any other claim, never assumed."},
    {"enclosure",
     "Two numbers between which the true value lies, whatever was rounded. Written [a, b]; a single number is "
     "exact, or both ends agree in all digits shown."},
    {"slack",
     "Greater side minus lesser side of an inequality; of an equation, minus the distance of its sides. Below 0 it is "
     "violated."},
    {"holds",
     "The lower end of every slack's enclosure is at least 0, in every layer and part of the statement; or both sides "
     "are one number by definition, or the bound is known to be attained, and the enclosures agree."},
    {"violated",
     "The whole enclosure of a slack lies below 0, and another program library derived it again from the written "
     "case."},
    {"undecided", "The enclosures still straddle 0 at the highest precision, or a violation was not derived again."},
    {"tightest ratio",
     "The smallest ratio of greater to lesser side: how close the bound is to what happens. 1 is attained."},
    {"rung", "A step of the precision ladder, in bits. The lowest that decides a verdict does."},
    {"witness",
     "The task on which a statement is closest to failing, or fails. Worst: farthest below 0. Simplest: made out of it "
     "by taking away points, classes, dimensions, layers and digits, as long as it stays a violation."},
    {"hex-float", "A number written exactly: 0x1.8p-1 is 1.5 · 2⁻¹ = 0.75."},
    {"corrupted twin", "A slightly wrong version of a statement that the check must see violated."},
    {"class-pure, full",
     "The regime: training points attend to their own class only, as Theorem A assumes; or to all points."},
    {"fingerprint", "Of kind, rule, model and source of a finding, the same for every task that shows it."}};

}  // namespace

Markup identification_section(const Context& context) {
  const Report& report = context.report;
  Markup text;
  if (!report.identification.empty()) text += identification_table(report);
  const Markup figures = difference_figures(report);
  if (!figures.empty()) text += tag_of_class("div", "figures", figures);
  return section("identification", "Transformer and recursion", text);
}

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
                 name(run.model) + Markup::raw("<br>") + name(run.title()), count_text(tally.holds),
                 count_text(tally.applicable()), count_text(tally.total())});
    }
  }
  if (table.empty()) return {};
  return section(
      "guarantees", "What the bounds promise",
      tag("p",
          "A bound may be true and worth little. These say on how many tasks the bounds of a theorem promise a "
          "margin or a prediction before any layer is run. They are no verdicts and do not change the status.") +
          details("Guarantees by model and source", table.markup()) +
          left_out(rows - std::min(rows, most_rows), "rows"));
}

Markup models_section(const Context& context) {
  Markup text;
  for (const auto& [model, parameters] : context.report.models) {
    text += tag("h3", name(model));
    text += tag("p", fmt::format("{} of {} dimensions and {} classes; label background δ = {}.",
                                 counted(parameters.depth(), "layer"), parameters.feature_dim, parameters.classes,
                                 to_string(parameters.label_background)));
    text += parameter_table(parameters, "Parameters of " + model);
  }
  return section("models", "Models", text);
}

Markup self_test_section(const Context& context) {
  return section("self-test", "Self-test", cases_of(context.report) + twins_of(context.report));
}

Markup baseline_section(const Context& context) {
  const Report& report = context.report;
  if (report.baseline_file.empty()) return {};
  Table table("Entries of the baseline", {{"rule", false},
                                          {"model and source", false},
                                          {"standing", false},
                                          {"reason", false},
                                          {"first seen", false},
                                          {"expires", false},
                                          {"when recorded"}});
  for (std::size_t k = 0; k < std::min(report.baseline.size(), most_rows); ++k) {
    const BaselineEntry& entry = report.baseline[k];
    table.row({code(entry.rule) + Markup::raw("<br>") + tag("small", code(entry.fingerprint)),
               name(entry.model) + Markup::raw("<br>") + name(entry.source), to_string(entry.standing), entry.reason,
               entry.first_seen, entry.expires,
               fmt::format("{} of {}", count_text(entry.violated), count_text(entry.applicable))});
  }
  return section("baseline", "Baseline",
                 tag("p", Markup("Findings that are tolerated for a while, from ") + code(report.baseline_file) + ".") +
                     (table.empty() ? tag("p", "It has no entries.") : table.markup()) +
                     left_out(report.baseline.size() - std::min(report.baseline.size(), most_rows), "entries"));
}

Markup glossary_section() {
  Markup items;
  for (const Definition& definition : definitions) {
    items += tag("dt", definition.term) + tag("dd", definition.meaning) + Markup::raw("\n");
  }
  items += tag("dt", provenance("S") + " " + provenance("R") + " " + provenance("O")) +
           tag("dd",
               "Where a statement comes from: [S] stated in what is known of the source; [R] reconstructed, the only "
               "reading "
               "that fits, with our own proof; [O] ours, beyond the source.");
  return section("glossary", "Words used here", tag("dl", Markup::raw("\n") + items));
}

}  // namespace margincert::reports::html
