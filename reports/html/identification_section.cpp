#include <fmt/format.h>

#include <algorithm>

#include "reports/html/plots.hpp"
#include "reports/html/sections.hpp"
#include "reports/html/table.hpp"
#include "reports/html/words.hpp"

namespace margincert::reports::html {
namespace {

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

/// What was measured, and below it the command that does so again: in a column of its own it would be broken up.
Markup sentence(const IdentificationTest& test) {
  return test.detail + (test.replay.empty() ? Markup() : Markup::raw("<br>") + code(test.replay));
}

Markup measured(const IdentificationTest& test) {
  Markup text = test.value ? enclosure(test.value->lo, test.value->hi) : Markup();
  if (test.bound) text += (text.empty() ? Markup() : Markup::raw("<br>")) + fmt::format("against {}", *test.bound);
  return text;
}

Markup tests_table(const Report& report) {
  Table table("What a transformer must have in common with its recursion", {{"check", false},
                                                                            {"transformer", false},
                                                                            {"outcome", false},
                                                                            {"measured", false},
                                                                            {"value and bound", false},
                                                                            {"farthest off at", false}});
  const std::size_t shown = std::min(report.identification.size(), most_rows);
  for (std::size_t k = 0; k < shown; ++k) {
    const IdentificationTest& test = report.identification[k];
    table.row({code(test.check), name(test.model), outcome_badge(test.outcome), sentence(test), measured(test),
               place_of(test)});
  }
  return table.markup() + left_out(report.identification.size() - shown, "tests");
}

}  // namespace

Markup identification_section(const Context& context) {
  Markup text;
  if (!context.report.identification.empty()) text += tests_table(context.report);
  const Markup figures = difference_figures(context.report);
  if (!figures.empty()) text += tag_of_class("div", "figures", figures);
  return section("identification", "Transformer and recursion", text);
}

}  // namespace margincert::reports::html
