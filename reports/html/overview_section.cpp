#include <fmt/format.h>

#include "charts/number_text.hpp"
#include "reports/html/plots.hpp"
#include "reports/html/sections.hpp"
#include "reports/html/table.hpp"
#include "reports/html/words.hpp"

namespace margincert::reports::html {
namespace {

using charts::count_text;

/// Runs beyond which a table of statements by runs would be too wide to be of use.
constexpr std::size_t most_columns = 30;

std::string tasks_text(const Run& run) {
  if (run.tasks_done == run.tasks) return count_text(static_cast<long>(run.tasks));
  return fmt::format("{} of {}", count_text(static_cast<long>(run.tasks_done)),
                     count_text(static_cast<long>(run.tasks)));
}

std::string origin(const Run& run) {
  std::string text = run.source == "files" ? "given" : run.random ? "drawn" : "placed";
  if (!run.part.whole()) text += fmt::format(", parts {} of {}", fmt::join(run.part.done, ", "), run.part.of);
  return text;
}

Markup runs_table(const Report& report) {
  Table table("Models and sources of tasks", {{"run"},
                                              {"model", false},
                                              {"source", false},
                                              {"tasks"},
                                              {"these are", false},
                                              {"statements that apply"},
                                              {"applicable verdicts"},
                                              {"hold"},
                                              {"violated"},
                                              {"undecided or failed"}});
  for (std::size_t k = 0; k < std::min(report.runs.size(), most_rows); ++k) {
    const Run& run = report.runs[k];
    Counts counts;
    long apply = 0;
    for (const Tally& tally : run.statements) {
      counts.add(tally);
      apply += tally.applicable() > 0;
    }
    table.row({std::to_string(k + 1), name(run.model), name(run.title()), tasks_text(run), origin(run),
               fmt::format("{} of {}", apply, run.statements.size()),
               fmt::format("{} of {}", count_text(counts.applicable), count_text(counts.tasks)),
               count_text(counts.holds), count_text(counts.violated), count_text(counts.open)},
              counts.violated > 0 ? "fail"
              : counts.open > 0   ? "open"
                                  : "");
  }
  return table.markup() + left_out(report.runs.size() - std::min(report.runs.size(), most_rows), "runs");
}

Markup cell(const Tally& tally) {
  if (tally.applicable() == 0) return "–";
  const long open = tally.undecided + tally.errors;
  if (tally.violated > 0) {
    return badge(fmt::format("{} violated", count_text(tally.violated)), tally.confirmed() ? "fail" : "open");
  }
  if (open > 0) return badge(fmt::format("{} open", count_text(open)), "open");
  return tag_of_class("span", "pass", count_text(tally.holds));
}

Markup matrix(const Context& context) {
  const Report& report = context.report;
  const std::size_t shown = std::min(report.runs.size(), most_columns);
  std::vector<Column> columns{{"statement", false}};
  for (std::size_t k = 0; k < shown; ++k) {
    const Run& run = report.runs[k];
    columns.push_back(
        {tag("abbr", {{"title", fmt::format("{} on {}", run.model, run.title())}}, std::to_string(k + 1))});
  }
  Table table("On how many tasks each statement holds, by run; – where it never applied", columns);
  for (const std::string& id : context.statements) {
    std::vector<Markup> cells{link(context.anchor_of_statement(id), code(id))};
    std::map<const Run*, const Tally*> tallies;
    if (const auto found = context.judged.find(id); found != context.judged.end()) {
      for (const auto& [run, tally] : found->second) tallies[run] = tally;
    }
    for (std::size_t k = 0; k < shown; ++k) {
      const auto found = tallies.find(&report.runs[k]);
      cells.push_back(found == tallies.end() ? Markup() : cell(*found->second));
    }
    table.row(cells);
  }
  return table.markup() + left_out(report.runs.size() - shown, "runs");
}

}  // namespace

Markup overview_section(const Context& context) {
  if (context.report.runs.empty()) return {};
  return section("overview", "Overview",
                 runs_table(context.report) + applicability_figure(context.report) + matrix(context));
}

Markup alignment_section(const Context& context) {
  Markup text;
  for (const auto& [model, parameters] : context.report.models) {
    const Markup figures = alignment_figures(context.report, model);
    if (!figures.empty()) text += tag("h3", name(model)) + tag_of_class("div", "figures", figures);
  }
  if (text.empty()) return {};
  const Markup intro = tag(
      "p", fmt::format(
               "Does the probe come to lie with its class as depth grows? Lines are shares and means over the tasks of "
               "a source. Bands are {:.0f} % confidence intervals of what they estimate, layer by layer "
               "(Clopper–Pearson for shares, Hoeffding for means); only tasks that are drawn at random have one.",
               100 * confidence_level));
  return section("alignment", "Class alignment by depth", intro + text);
}

}  // namespace margincert::reports::html
