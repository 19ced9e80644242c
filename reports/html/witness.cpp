#include "reports/html/witness.hpp"

#include <fmt/format.h>

#include "reports/html/plots.hpp"
#include "reports/html/table.hpp"
#include "reports/html/words.hpp"

namespace margincert::reports::html {
namespace {

/// Points of a task beyond which its case file is the better place to read them.
constexpr std::size_t most_points = 100;

Markup both(const Enclosure& x) { return enclosure(x.lo, x.hi); }

std::string where(const Comparison& at) {
  return fmt::format("layer {}{}{}", at.layer, at.part.empty() ? "" : ", ", at.part);
}

void add_point(Table& table, const std::string& name, const std::string& label, const std::vector<double>& values) {
  std::vector<Markup> cells{name, label};
  for (const double value : values) cells.push_back(number(value));
  table.row(cells);
}

Markup task_table(const recursion::Task& task, std::string_view kind) {
  std::vector<Column> columns{{"point", false}, {"class", false}};
  for (int k = 0; k < task.feature_dim(); ++k) columns.push_back({fmt::format("x[{}]", k)});
  Table table(fmt::format("The {} task: points and probe, decimal and exact", kind), columns);
  const std::size_t shown = std::min<std::size_t>(most_points, task.labels.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const auto row = task.features[i];
    add_point(table, std::to_string(i), task.labels[i] ? std::to_string(*task.labels[i]) : "unlabelled",
              {row.begin(), row.end()});
  }
  add_point(table, "probe", fmt::format("{} (own)", task.probe_class), task.probe);
  const std::size_t rest = task.labels.size() - shown;
  return table.markup() + (rest == 0 ? Markup() : tag("p", fmt::format("{} more points are in the case file.", rest)));
}

Markup sides_table(const files::Case& content) {
  Table table("Both sides", {{"side", false}, {"value", false}});
  table.row({"greater", enclosure(content.greater.lo, content.greater.hi)});
  table.row({"lesser", enclosure(content.lesser.lo, content.lesser.hi)});
  table.row({"slack", enclosure(content.slack.lo, content.slack.hi)});
  return table.markup();
}

}  // namespace

Markup comparison(const Witness& witness) {
  Markup list;
  define(list, "task", count(witness.task));
  if (witness.deciding) {
    const Comparison& at = *witness.deciding;
    define(list, "where", where(at));
    define(list, at.equal ? "left side" : "greater side", both(at.greater));
    define(list, at.equal ? "right side" : "lesser side", both(at.lesser));
    define(list, at.equal ? "slack, minus their distance" : "slack, their difference", both(at.slack));
  }
  if (witness.tightest_ratio) define(list, "smallest ratio", fmt::format("{:.6g}", *witness.tightest_ratio));
  define(list, "decided at", fmt::format("{} bits", witness.rung));
  define(list, "open because", witness.reason);
  return tag("dl", Markup::raw("\n") + list) + Markup::raw("\n");
}

Markup parameter_table(const recursion::Parameters& parameters, const std::string& caption) {
  Table table(caption, {{"layer"}, {"α"}, {"γ"}, {"α′"}, {"γ′"}});
  for (std::size_t t = 0; t < parameters.layers.size(); ++t) {
    const recursion::LayerParameters& layer = parameters.layers[t];
    table.row({std::to_string(t), number(layer.alpha), number(layer.gamma), number(layer.alpha_prime),
               number(layer.gamma_prime)});
  }
  return table.markup();
}

Markup case_values(const WitnessCase& witness, const std::string& figure_id, std::string_view kind) {
  Markup all = task_figure(figure_id, witness, fmt::format("The {} witness, layer by layer", kind));
  if (!witness.content) return all + tag("p", "It is too large for a report; its values are in its file.");
  const files::Case& content = *witness.content;
  const Comparison at{content.layer, content.part, content.relation == "equal", {}, {}, {}};
  all += tag("p", fmt::format("{} of {} in {} dimensions, {}, regime {}. It breaks at {}.",
                              counted(content.task.points(), "point"),
                              counted(content.task.classes, "class", "classes"), content.task.feature_dim(),
                              counted(content.parameters.depth(), "layer"), to_string(content.regime), where(at)));
  return all + details(fmt::format("Values of the {} witness: both sides, parameters, task", kind),
                       sides_table(content) +
                           parameter_table(content.parameters, fmt::format("Parameters of the {} witness", kind)) +
                           tag("p", "Label background δ = " +
                                        with_minus_signs(to_string(content.parameters.label_background)) + ".") +
                           task_table(content.task, kind));
}

}  // namespace margincert::reports::html
