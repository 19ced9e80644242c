#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "reproduction/claims.hpp"
#include "reproduction/rows.hpp"

namespace margincert::reproduction {
namespace {

using transformer::Mode;

/// One claim's measurement at the second size, its criteria named after it.
void append(Measurement& all, const std::string& claim, Measurement part) {
  for (Criterion& criterion : part.criteria) {
    criterion.quantity = claim + ": " + criterion.quantity;
    all.criteria.push_back(std::move(criterion));
  }
  for (Table& table : part.tables) {
    table.title = claim + ": " + table.title;
    all.tables.push_back(std::move(table));
  }
  for (Plot& plot : part.plots) {
    plot.name += "-second-size";
    all.plots.push_back(std::move(plot));
  }
}

/// The three modes side by side, trained alike.
Measurement compare_modes(const Context& context, const std::vector<TrainedModel>& models,
                          const std::vector<Mode>& modes) {
  const Scale& scale = context.scale;
  Table table{"Accuracy by mode",
              accuracy_note(scale),
              {{"mode"}, {"accuracy", Unit::percent}, {"difference from unconstrained", Unit::percent}},
              {}};
  Plot plot{"loss-curves", "Training loss", "step", "cross-entropy (nats)", {}};
  Measurement measurement;
  const Hits unconstrained = correct_on(context, models.front().weights, scale.second);
  for (std::size_t k = 0; k < modes.size(); ++k) {
    const Hits correct = correct_on(context, models[k].weights, scale.second);
    const Estimate difference = paired_difference(correct, unconstrained);
    table.rows.push_back({to_string(modes[k]), accuracy(correct), k == 0 ? Cell("–") : Cell(difference)});
    Series series{to_string(modes[k]), {}};
    for (const auto& record : models[k].losses) series.points.push_back({double(record.step), {record.loss}});
    plot.series.push_back(std::move(series));
    if (k == 0) continue;
    measurement.criteria.push_back({fmt::format("{}: accuracy difference, farther end in modulus", to_string(modes[k])),
                                    farther_end(difference), Relation::below, largest_mode_difference, Unit::percent});
  }
  measurement.tables.push_back(std::move(table));
  measurement.plots.push_back(std::move(plot));
  return measurement;
}

Measurement measure_second_size(const Context& context) {
  const Scale& scale = context.scale;
  const Size& size = scale.second;
  const std::vector<Mode> modes{Mode::unconstrained, Mode::permuted, Mode::equivariant};
  std::vector<TrainedModel> models;
  for (const Mode mode : modes) {
    models.push_back(context.model({size, mode, 1, scale.second_size_steps, scale.batch}));
  }
  const transformer::Weights& permuted = models[1].weights;
  Measurement all;
  append(all, "functional-equivalence", compare_modes(context, models, modes));
  append(all, "four-clusters", four_clusters_of(context, size, permuted));
  append(all, "label-background", label_background_of(size, permuted));
  append(all, "two-parameter", two_parameter_of(context, size, permuted));
  append(all, "layerwise-identification", layerwise_identification_of(context, size, permuted));
  append(all, "expected-class-alignment",
         expected_class_alignment_of(context, size, permuted, scale.second_certified_tasks));
  all.explanation = fmt::format(
      "One model per mode of {}, seed 1, {} steps of {} tasks; all claims but the first on the permuted one. Criteria "
      "as at the first size, with one seed instead of ten.",
      to_string(size), scale.second_size_steps, scale.batch);
  return all;
}

}  // namespace

Row second_size() {
  return {"second-size", "The claims above carry over to a larger size.", "O",
          "not stated; the source's own sizes are not known to us", measure_second_size};
}

}  // namespace margincert::reproduction
