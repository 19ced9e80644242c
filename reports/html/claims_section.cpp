#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "reports/html/sections.hpp"
#include "reports/html/words.hpp"

namespace margincert::reports::html {
namespace {

Markup item(const Markup& content) { return tag("li", content) + Markup::raw("\n"); }

/// Of the statements that held wherever they applied, the largest failure probability that their samples allow.
double widest_bound(const Run& run) {
  double widest = 0;
  for (const Tally& tally : run.statements) {
    if (tally.holds < tally.applicable()) continue;
    widest = std::max(widest, failure_probability_bound(run, tally).value_or(0));
  }
  return widest;
}

Markup list_of(const std::vector<std::string>& names) {
  constexpr std::size_t most = 40;
  Markup list;
  for (std::size_t k = 0; k < std::min(most, names.size()); ++k) list += (k == 0 ? "" : "; ") + name(names[k]);
  return names.size() <= most ? list : list + fmt::format("; and {} more", count(names.size() - most));
}

Markup sample_claim(const Context& context) {
  std::map<double, std::vector<std::string>> runs;
  for (const Run& run : context.report.runs) {
    if (const double bound = widest_bound(run); bound > 0) runs[bound].push_back(context.name_of(run));
  }
  if (runs.empty()) return {};
  Markup shares;
  for (const auto& [bound, names] : runs) shares += item(tag("strong", percent_up(bound)) + ": " + list_of(names));
  return item(
      fmt::format(
          "Drawn tasks are samples. With {:.0f}\u00A0% confidence each (Clopper–Pearson, one-sided), a statement "
          "that held wherever it applied fails on less than this share of the tasks of the distribution "
          "to which it applies:",
          100 * confidence_level) +
      tag("ul", Markup::raw("\n") + shares));
}

Markup placed_claim(const Context& context) {
  std::set<std::string> placed;
  for (const Run& run : context.report.runs) {
    if (!run.random) placed.insert(context.source_of(run));
  }
  if (placed.empty()) return {};
  return item("Of tasks that are placed or given, and not drawn, nothing follows for other tasks: " +
              list_of({placed.begin(), placed.end()}) + ".");
}

std::string transformer_claim(const Report& report) {
  const auto follows = [](const IdentificationTest& test) { return test.outcome == proofs::Outcome::holds; };
  if (report.identification.empty()) {
    return "The models are recursions, given by their parameters. Nothing is said of a transformer.";
  }
  if (std::ranges::all_of(report.identification, follows)) {
    return "What holds of a recursion is said of its transformer only as closely as their comparison below says.";
  }
  return "A transformer does not follow its recursion, or is not decided to: what holds of the recursion says nothing "
         "of it.";
}

}  // namespace

Markup claims_section(const Context& context) {
  const Conclusion& c = context.conclusion;
  Markup items = item(
      "A verdict is about the recursion in real numbers on exactly the given inputs, by enclosures rounded "
      "outward. It says nothing of tasks that were not checked: no number of them is a proof.");
  if (c.not_applicable > 0) {
    items += item(fmt::format("Nothing is claimed where a statement does not apply: a hypothesis excluded {}.",
                              counted(c.not_applicable, "verdict")));
  }
  items += sample_claim(context) + placed_claim(context) + item(transformer_claim(context.report));
  for (const std::string& note : c.notes) items += item(note);
  return section("not-claimed", "What is not claimed", tag("ul", Markup::raw("\n") + items) + Markup::raw("\n"));
}

}  // namespace margincert::reports::html
