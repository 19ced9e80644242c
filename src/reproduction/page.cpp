#include "reproduction/page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reproduction/numbers.hpp"
#include "reproduction/plot.hpp"

namespace margincert::reproduction {
namespace {

constexpr const char* introduction = R"(# The paper's claims, put to the test

Every number on this page was measured by `margincert reproduce` and is rendered from the results it stored; a result is
made anew by the command that stands with it. Provenance: [S] stated in what is known of the source, [R] reconstructed,
[O] ours (docs/theory.md). Where no full text was at hand the bound of a criterion is ours; it was fixed before the
measurement, unless the claim says otherwise, and the verdict follows from the criteria alone: *reproduces* when all are met, *in part* when some are,
*does not reproduce* when none is. Intervals called certified rest on enclosures rounded outward; all others are binary64
statistics. To the digits shown, ends of intervals are rounded outward, and what a criterion measures against the claim.
)";

std::string row_of(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) line += " " + cell + " |";
  return line + "\n";
}

std::string head_of(const std::vector<std::string>& names) {
  std::string rule = "|";
  for (std::size_t k = 0; k < names.size(); ++k) rule += "---|";
  return row_of(names) + rule + "\n";
}

std::string summary(const std::vector<Result>& results) {
  std::string text = head_of({"claim", "provenance", "verdict", "criteria met"});
  for (const Result& result : results) {
    const auto& criteria = result.measurement.criteria;
    text += row_of({fmt::format("[`{0}`](#{0})", result.row), fmt::format("[{}]", result.provenance),
                    to_string(result.verdict()),
                    fmt::format("{} of {}", std::ranges::count_if(criteria, &Criterion::is_met), criteria.size())});
  }
  return text;
}

std::string to_markdown(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.push_back(column.name);
  std::string text = fmt::format("\n**{}**\n\n", table.title) + head_of(names);
  for (const auto& row : table.rows) {
    std::vector<std::string> cells;
    for (std::size_t k = 0; k < row.size(); ++k) cells.push_back(shown(row[k], table.columns[k].unit));
    text += row_of(cells);
  }
  return table.note.empty() ? text : text + "\n" + table.note + "\n";
}

std::string to_markdown(const std::vector<Criterion>& criteria) {
  std::string text = "\n" + head_of({"criterion", "measured", "met"});
  for (const Criterion& c : criteria) {
    text += row_of({fmt::format("{} {} {}", c.quantity, to_string(c.relation), shown(c.bound, c.unit)),
                    measured_shown(c), c.is_met() ? "yes" : "no"});
  }
  return text;
}

/// Sizes, samples and seeds: the numbers that all results of a page share.
std::string to_markdown(const Scale& scale) {
  std::string text = fmt::format("\nScale `{}`: first size {}; second size {}; ", scale.name, to_string(scale.first),
                                 to_string(scale.second));
  for (const auto& [name, count] : counts_of(scale)) {
    text += fmt::format("{}{} {}", name == counts_of(scale).front().first ? "" : ", ", name, count);
  }
  return text + ".\n";
}

std::string path_of(const Plot& plot) { return fmt::format("{}/{}.svg", plots_folder, plot.name); }

/// A row measured at another scale than the full one says so, and its command with it.
std::string command_of(const Result& result) {
  const std::string scale = result.scale.name == Scale().name ? "" : " --scale " + result.scale.name;
  return fmt::format("margincert reproduce --row {}{}", result.row, scale);
}

std::string section(const Result& result) {
  std::string text =
      fmt::format("\n## {}\n\n*Claim* [{}]: {}\n\n*Source*: {}\n\n**Verdict: {}.** {}\n", result.row, result.provenance,
                  result.claim, result.source, to_string(result.verdict()), result.measurement.explanation);
  text += to_markdown(result.measurement.criteria);
  for (const Plot& plot : result.measurement.plots) text += fmt::format("\n![{}]({})\n", plot.title, path_of(plot));
  for (const Table& table : result.measurement.tables) text += to_markdown(table);
  return text + fmt::format("\n    {}\n", command_of(result));
}

}  // namespace

Page render(const std::vector<Result>& results) {
  Page page{introduction, {}};
  if (!results.empty()) page.markdown += to_markdown(results.front().scale);
  page.markdown += "\n" + summary(results);
  for (const Result& result : results) {
    page.markdown += section(result);
    for (const Plot& plot : result.measurement.plots) page.files[path_of(plot)] = to_svg(plot);
  }
  return page;
}

}  // namespace margincert::reproduction
