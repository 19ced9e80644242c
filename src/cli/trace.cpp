#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "charts/task_chart.hpp"
#include "cli/campaigns.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "margincert/work/models.hpp"
#include "files/atomic_write.hpp"
#include "files/json_writer.hpp"
#include "numeric/exact_text.hpp"
#include "recursion/trajectory.hpp"
#include "reports/frames.hpp"

namespace margincert::cli {
namespace {

using numeric::Interval;
using Layer = recursion::Observables<Interval>;
using Json = nlohmann::ordered_json;

/// One named quantity of a layer; `value` is empty when the set it ranges over is.
struct Quantity {
  const char* name;
  const char* symbol;
  std::optional<Interval> value;
};

template <class Extent>
std::optional<Interval> min_of(const std::optional<Extent>& extent) {
  return extent ? std::optional(extent->min) : std::nullopt;
}
template <class Extent>
std::optional<Interval> max_of(const std::optional<Extent>& extent) {
  return extent ? std::optional(extent->max) : std::nullopt;
}

/// The scalar quantities of theory.md §4 in the order of the format; attention mass, a vector, is written beside them.
std::vector<Quantity> quantities(const Layer& layer) {
  std::vector<Quantity> all{{"norm", "N̂", sqrt(layer.norm_squared)},
                            {"in_class_floor", "ρ̂", min_of(layer.same_class)},
                            {"cross_class_ceiling", "Λ̂", max_of(layer.cross_class)},
                            {"probe_in_class", "R̂", min_of(layer.probe_in_class)},
                            {"probe_cross_class", "L̂", max_of(layer.probe_cross_class)},
                            {"geometric_margin", "Δ", layer.geometric_margin}};
  if (layer.attention) {
    all.push_back({"leakage", "ε̂", layer.attention->leakage});
    all.push_back({"class_logit_gap", "min s_c*−s_c", layer.attention->class_logit_gap});
  }
  all.push_back({"label_margin", "Δ_y", min_of(layer.label_difference)});
  return all;
}

Json enclosure(const std::optional<Interval>& value) {
  if (!value) return nullptr;
  return {{"lo", numeric::hex_text(value->lo())}, {"hi", numeric::hex_text(value->hi())}};
}

Json layer_json(const Layer& layer) {
  Json json{{"layer", layer.layer}};
  for (const Quantity& quantity : quantities(layer)) {
    if (layer.attention && std::string_view(quantity.name) == "leakage") {
      Json masses = Json::array();
      for (const Interval& mass : layer.attention->class_mass) masses.push_back(enclosure(mass));
      json["attention_mass"] = masses;
    }
    json[quantity.name] = enclosure(quantity.value);
  }
  return json;
}

void print_layer(const Layer& layer) {
  fmt::print("layer {}\n", layer.layer);
  for (const Quantity& quantity : quantities(layer)) {
    fmt::print("  {:<20} {:<13} {}\n", quantity.name, quantity.symbol,
               quantity.value ? decimal_text(*quantity.value, 17) : "undefined");
  }
  if (!layer.attention) return;
  for (std::size_t c = 0; c < layer.attention->class_mass.size(); ++c) {
    fmt::print("  {:<20} {:<12} {}\n", fmt::format("attention_mass[{}]", c), fmt::format("p_{}", c),
               decimal_text(layer.attention->class_mass[c], 17));
  }
}

void draw(const std::string& path, const recursion::Task& task, const recursion::Parameters& parameters,
          recursion::Regime regime) {
  charts::TaskChart chart{task.labels, task.probe_class, {}};
  for (const reports::Frame& frame : reports::frames_of(task, parameters, regime))
    chart.frames.push_back({frame.layer, frame.tokens});
  if (chart.frames.empty()) {
    throw UsageError(
        fmt::format("--svg-output draws tasks of 2 or 3 dimensions, at most {} points and {} layers, whose coordinates "
                    "fit into doubles; this one has {} dimensions, {} points and {} layers; leave it out",
                    reports::most_points, reports::most_layers, task.feature_dim(), task.points(), parameters.depth()));
  }
  const std::string title =
      fmt::format("A task with {} points of {} classes, layer by layer", task.points(), task.classes);
  files::write_file(
      path,
      charts::task_chart(chart, {.id = "task", .title = title, .description = "", .standalone = true, .width = 720}));
}

}  // namespace

int run(const TraceCommand& command) {
  const Model model = load_model(command.params);
  const recursion::Task task = read_matching_task(command.task, model);
  const auto regime = command.regime == "full" ? recursion::Regime::full : recursion::Regime::class_pure;
  for (const std::string& input : {command.params, command.task}) {
    std::error_code none;
    if (!command.svg.empty() && std::filesystem::equivalent(command.svg, input, none))
      throw UsageError(fmt::format("--svg-output {} is also read; name another file", command.svg));
  }
  if (!command.svg.empty()) draw(command.svg, task, model.parameters, regime);
  Json layers = Json::array();
  recursion::run(recursion::Instance(task, model.parameters), regime, recursion::IntervalArithmetic(numeric::Precision(command.precision)),
                 [&](Layer&& layer) {
                   if (command.json) {
                     layers.push_back(layer_json(layer));
                   } else {
                     print_layer(layer);
                   }
                 });
  if (command.json) {
    const Json trace{{"format", "margincert-trace/1"},
                     {"precision", command.precision},
                     {"regime", command.regime},
                     {"layers", layers}};
    fmt::print("{}", files::document_text(trace));
  }
  return exit_code::pass;
}

}  // namespace margincert::cli
