#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/html/plots.hpp"
#include "reports/html/sections.hpp"
#include "reports/html/table.hpp"
#include "reports/html/words.hpp"

namespace margincert::reports::html {
namespace {

/// Runs beyond which a table of statements by runs would be too wide to be of use.
constexpr std::size_t most_columns = 30;

std::string tasks_text(const Run& run) {
  if (run.tasks_done == run.tasks) return count(run.tasks);
  return fmt::format("{} of {}", count(run.tasks_done), count(run.tasks));
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
  const std::size_t shown = std::min(report.runs.size(), most_rows);
  for (std::size_t k = 0; k < shown; ++k) {
    const Run& run = report.runs[k];
    Counts counts;
    long apply = 0;
    for (const Tally& tally : run.statements) {
      counts.add(tally);
      apply += tally.applicable() > 0;
    }
    table.row({std::to_string(k + 1), name(run.model), name(run.title()), tasks_text(run), origin(run),
               fmt::format("{} of {}", apply, run.statements.size()),
               fmt::format("{} of {}", count(counts.applicable), count(counts.tasks)), count(counts.holds),
               count(counts.violated), count(counts.open)},
              counts.violated > 0 ? "fail"
              : counts.open > 0   ? "open"
                                  : "");
  }
  return table.markup() + left_out(report.runs.size() - shown, "runs");
}

Markup cell(const Tally& tally) {
  if (tally.applicable() == 0) return "–";
  const long open = tally.undecided + tally.errors;
  if (tally.violated > 0) {
    return badge(fmt::format("{} violated", count(tally.violated)), tally.confirmed() ? "fail" : "open");
  }
  if (open > 0) return badge(fmt::format("{} open", count(open)), "open");
  return tag_of_class("span", "pass", count(tally.holds));
}

std::map<const Run*, const Tally*> tallies_of(const Context& context, const std::string& statement) {
  std::map<const Run*, const Tally*> tallies;
  for (const auto& [run, tally] : context.judged_of(statement)) tallies[run] = tally;
  return tallies;
}

Markup statements_by_runs(const Context& context) {
  const std::vector<Run>& runs = context.report.runs;
  const std::size_t shown = std::min(runs.size(), most_columns);
  std::vector<Column> columns{{"statement", false}};
  for (std::size_t k = 0; k < shown; ++k) {
    columns.push_back({tag("abbr", {{"title", context.name_of(runs[k])}}, std::to_string(k + 1))});
  }
  Table table("On how many tasks each statement holds, by run; – where it never applied", columns);
  for (const std::string& id : context.statements) {
    std::vector<Markup> cells{link(context.anchor_of_statement(id), code(id))};
    const auto tallies = tallies_of(context, id);
    for (std::size_t k = 0; k < shown; ++k) {
      const auto found = tallies.find(&runs[k]);
      cells.push_back(found == tallies.end() ? Markup() : cell(*found->second));
    }
    table.row(cells);
  }
  return table.markup() + left_out(runs.size() - shown, "runs");
}

}  // namespace

Markup overview_section(const Context& context) {
  if (context.report.runs.empty()) return {};
  return section("overview", "Overview",
                 runs_table(context.report) + applicability_figures(context) + statements_by_runs(context));
}

}  // namespace margincert::reports::html
