#include "reports/html/plots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "charts/applicability_chart.hpp"
#include "charts/bound_chart.hpp"
#include "charts/ecdf_chart.hpp"
#include "charts/line_chart.hpp"
#include "charts/rung_chart.hpp"
#include "charts/task_chart.hpp"
#include "files/plain_text.hpp"
#include "proofs_check/slack_buckets.hpp"
#include "statistics/confidence.hpp"

namespace margincert::reports::html {
namespace {

using files::plain;

/// Of one picture.
constexpr std::size_t most_bars = 20, most_lines = 12;
constexpr double infinity = std::numeric_limits<double>::infinity();

Markup figure(const std::string& svg, const Markup& caption) {
  return tag("figure", Markup::raw("\n" + svg) + tag("figcaption", caption)) + Markup::raw("\n");
}

/// The caption stands on the page; the picture has it as its name.
charts::Look look_of(const std::string& id, const std::string& title) {
  charts::Look look;
  look.id = id;
  look.title = plain(title);
  look.heading = false;
  return look;
}

charts::Enclosure drawn(const Enclosure& x) {
  return {x.lo_double.value_or(-infinity), x.hi_double.value_or(infinity)};
}

bool is_negative(const Enclosure& x) { return x.hi_double && *x.hi_double < 0; }

/// A report is a file that anyone may have written.
bool is_consistent(const LayerProfile& layer) {
  const auto is_count = [&](long successes) { return successes >= 0 && successes <= layer.tasks; };
  return layer.tasks > 0 && is_count(layer.margin_positive) && is_count(layer.label_margin_positive);
}

/// What a caption adds where not all of them are drawn.
std::string of_all(std::size_t drawn, std::size_t all, std::string_view what) {
  return drawn == all ? "" : fmt::format(" (the first {} of {} {})", drawn, all, what);
}

charts::LinePoint proportion_point(const Run& run, const LayerProfile& layer, long successes) {
  charts::LinePoint point{static_cast<double>(layer.layer),
                          static_cast<double>(successes) / static_cast<double>(layer.tasks)};
  if (run.random) {
    const statistics::Range range = statistics::proportion(successes, layer.tasks, confidence_level);
    point.lo = range.lo;
    point.hi = range.hi;
  }
  return point;
}

/// Hoeffding's inequality for a mean of n draws from [0, 1]: off by at most sqrt(ln(2/δ)/2n), but with probability δ.
charts::LinePoint mass_point(const Run& run, const LayerProfile& layer) {
  const auto n = static_cast<double>(layer.tasks);
  const double mean = static_cast<double>(layer.own_mass) * own_mass_unit / n;
  charts::LinePoint point{static_cast<double>(layer.layer), mean};
  if (run.random) {
    const double reach = std::sqrt(std::log(2 / (1 - confidence_level)) / (2 * n));
    point.lo = std::max(0.0, mean - reach);
    point.hi = std::min(1.0, mean + reach);
  }
  return point;
}

struct Alignment {
  const char* id;
  std::string title;
  const char* axis;
  charts::LinePoint (*point)(const Run&, const LayerProfile&);
  bool last_layer;  ///< is there a value after the last step?
};

const std::vector<Alignment>& alignments() {
  static const std::vector<Alignment> all{
      {"margin", "Share of tasks whose geometric margin is certified positive, by layer", "share of tasks",
       [](const Run& run, const LayerProfile& layer) { return proportion_point(run, layer, layer.margin_positive); },
       true},
      {"label-margin", "Share of tasks whose label margin is certified positive, by layer", "share of tasks",
       [](const Run& run, const LayerProfile& layer) {
         return proportion_point(run, layer, layer.label_margin_positive);
       },
       true},
      {"own-mass", "Attention of the probe to its own class, mean over tasks, by layer", "mass on own class",
       mass_point, false}};
  return all;
}

charts::LineSeries series_of(const Context& context, const Run& run, const Alignment& alignment) {
  charts::LineSeries series{plain(context.source_of(run)), {}};
  for (std::size_t k = 0; k < run.profile.size(); ++k) {
    const LayerProfile& layer = run.profile[k];
    const bool exists = alignment.last_layer || k + 1 < run.profile.size();
    if (is_consistent(layer) && exists) series.points.push_back(alignment.point(run, layer));
  }
  return series;
}

charts::LineSeries series_of(const DifferenceSeries& difference) {
  charts::LineSeries series{plain(difference.quantity), {}};
  for (std::size_t t = 0; t < difference.layers.size(); ++t) {
    if (!difference.layers[t]) continue;
    const charts::Enclosure value = drawn(*difference.layers[t]);
    series.points.push_back({static_cast<double>(t), value.lo / 2 + value.hi / 2, value.lo, value.hi});
  }
  return series;
}

charts::FamilyCounts verdicts_of(const Context& context, const Run& run) {
  charts::FamilyCounts counts{plain(context.source_of(run)), 0, 0, 0, {}};
  std::map<std::string, long> reasons;
  for (const Tally& tally : run.statements) {
    const long refuted = tally.confirmed() ? tally.violated : 0;
    counts.holds += tally.holds;
    counts.violated += refuted;
    counts.undecided += tally.undecided + tally.errors + tally.violated - refuted;
    for (const auto& [hypothesis, number] : tally.not_applicable_because) reasons[hypothesis] += number;
  }
  for (const auto& [hypothesis, number] : reasons) counts.not_applicable.push_back({hypothesis, number});
  std::ranges::stable_sort(counts.not_applicable, std::ranges::greater{}, &charts::ReasonCount::count);
  return counts;
}

long number_of(const Report& report, const std::string& model) {
  return std::distance(report.models.begin(), report.models.find(model));
}

}  // namespace

Markup bound_figure(const std::string& id, const Witness& witness, const std::string& caption) {
  if (!witness.deciding) return {};
  charts::BoundChart chart{"greater side", "lesser side", "", {}};
  for (const Comparison& at : witness.layers) {
    if (at.part != witness.deciding->part || at.equal) continue;
    chart.layers.push_back({at.layer, drawn(at.greater), drawn(at.lesser), is_negative(at.slack)});
  }
  if (chart.layers.size() < 2) return {};
  return figure(charts::bound_chart(chart, look_of(id, caption)), caption);
}

Markup slack_figure(const std::string& id, const Tally& tally, const std::string& caption) {
  charts::EcdfChart chart{"slack", {}, "violated"};
  for (const auto& [bucket, count] : tally.slacks) {
    const proofs::BucketBounds bounds = proofs::bounds_of(bucket);
    chart.buckets.push_back({bounds.lo, bounds.hi, count});
  }
  if (chart.buckets.size() < 2) return {};
  return figure(charts::ecdf_chart(chart, look_of(id, caption)), caption);
}

Markup rung_figure(const std::string& id, const std::vector<Judged>& judged, const std::string& caption) {
  charts::RungChart chart;
  for (const Judged& one : judged) {
    for (const auto& [bits, count] : one.tally->rungs) chart.tasks[bits] += count;
  }
  if (chart.tasks.size() < 2) return {};
  return figure(charts::rung_chart(chart, look_of(id, caption)), caption);
}

Markup applicability_figures(const Context& context) {
  Markup figures;
  for (const auto& [model, parameters] : context.report.models) {
    const std::vector<const Run*> runs = context.runs_of(model);
    charts::ApplicabilityChart chart{{}, "verdict"};
    for (std::size_t k = 0; k < std::min(runs.size(), most_bars); ++k) {
      chart.families.push_back(verdicts_of(context, *runs[k]));
    }
    if (chart.families.empty()) continue;
    const std::string caption = fmt::format("What became of every verdict on {}, and which hypothesis excluded{}",
                                            model, of_all(chart.families.size(), runs.size(), "runs"));
    const std::string id = fmt::format("applicability-{}", number_of(context.report, model));
    figures += figure(charts::applicability_chart(chart, look_of(id, caption)), caption);
  }
  return figures.empty() ? figures : tag_of_class("div", "figures", figures);
}

Markup alignment_figures(const Context& context, const std::string& model) {
  Markup figures;
  for (const Alignment& alignment : alignments()) {
    charts::LineChart chart{"layer", alignment.axis, {}};
    chart.shares = true;
    std::size_t all = 0;
    for (const Run* run : context.runs_of(model)) {
      const bool has_profile = std::ranges::any_of(run->profile, is_consistent);
      if (has_profile && all++ < most_lines) chart.series.push_back(series_of(context, *run, alignment));
    }
    if (chart.series.empty()) continue;
    const std::string caption = alignment.title + of_all(chart.series.size(), all, "runs");
    const std::string id = fmt::format("{}-{}", alignment.id, number_of(context.report, model));
    figures += figure(charts::line_chart(chart, look_of(id, caption)), caption);
  }
  return figures;
}

Markup difference_figures(const Report& report) {
  std::map<std::string, std::vector<const DifferenceSeries*>> by_model;
  for (const DifferenceSeries& series : report.differences) by_model[series.model].push_back(&series);
  Markup figures;
  std::size_t number = 0;
  for (const auto& [model, differences] : by_model) {
    charts::LineChart chart{"layer", "difference", {}};
    for (std::size_t k = 0; k < std::min(differences.size(), most_lines); ++k) {
      chart.series.push_back(series_of(*differences[k]));
    }
    const std::string caption = fmt::format("How far {} is from its recursion, layer by layer{}", model,
                                            of_all(chart.series.size(), differences.size(), "quantities"));
    const std::string id = fmt::format("difference-{}", number++);
    figures += figure(charts::line_chart(chart, look_of(id, caption)), caption);
  }
  return figures;
}

Markup task_figure(const std::string& id, const WitnessCase& witness, const std::string& caption) {
  if (witness.frames.empty() || !witness.content) return {};
  charts::TaskChart chart{witness.content->task.labels, witness.content->task.probe_class, {}};
  for (const Frame& frame : witness.frames) chart.frames.push_back({frame.layer, frame.tokens});
  return figure(charts::task_chart(chart, look_of(id, caption)), caption);
}

}  // namespace margincert::reports::html
