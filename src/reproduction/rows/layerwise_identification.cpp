#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reproduction/claims.hpp"
#include "reproduction/rows.hpp"
#include "transformer/rivals/trial.hpp"
#include "transformer/symmetry.hpp"
#include "transformer/task_comparison.hpp"

namespace margincert::reproduction {
namespace {

using numeric::Interval;
using numeric::Precision;
using transformer::Quantity;
namespace rivals = transformer::rivals;

constexpr double largest_residual = 0.1;  ///< of a layer that may be called identified; ours
constexpr std::array judged{Quantity::features, Quantity::centred_labels, Quantity::centred_probe_label,
                            Quantity::attention};

Cell cell_of(const std::optional<Interval>& x) { return x ? Cell(enclosed(*x)) : Cell("–"); }
/// No number where there is nothing to measure by: a transformer that moves nothing meets no criterion.
double lower_end(const std::optional<Interval>& x) { return x ? x->lo_double() : NAN; }
double upper_end(const std::optional<Interval>& x) { return x ? x->hi_double() : NAN; }

transformer::Summary compare(const Context& context, const transformer::TaskSource& tasks,
                             const transformer::Weights& weights, const recursion::Parameters& parameters) {
  const auto summary = transformer::compare_tasks(
      transformer::comparer(weights, transformer::RecursionDynamics{parameters}), tasks,
      context.scale.crosschecked_tasks, Precision(113), context.control.named("", "tasks compared"));
  throw_if_stopped(context);
  return summary;
}

/// Fitted on tasks of the same stream that come after those compared, and tested on yet others.
rivals::Trial hold_trial(const Context& context, const transformer::TaskSource& tasks,
                         const transformer::Weights& weights, const recursion::Parameters& parameters) {
  rivals::TrialOptions options;
  options.fit.first_task = context.scale.crosschecked_tasks;
  options.fit.tasks = context.scale.fitted_tasks;
  options.first_test_task = options.fit.first_task + options.fit.tasks;
  options.test_tasks = context.scale.crosschecked_tasks;
  auto trial = hold_against_rivals(weights, parameters, tasks, options,
                                   context.control.named("", "fits and tests of rivals"));
  throw_if_stopped(context);
  return trial;
}

/// One line per layer and quantity, and a criterion for each that is judged.
void add_layers(Measurement& measurement, const transformer::Summary& summary, const Scale& scale) {
  Table table{
      "Recursion against transformer, layer by layer",
      fmt::format("Certified enclosures over {} no-margin tasks (seed {}). Largest difference: over all entries "
                  "and tasks. Relative residual: sqrt(Σ difference² / Σ (what the layer does)²), teacher-forced; "
                  "0 is identity, 1 is what doing nothing gets.",
                  summary.tasks, scale.test_seed),
      {{"layer"}, {"quantity"}, {"largest, teacher-forced"}, {"largest, free-running"}, {"relative residual"}},
      {}};
  for (std::size_t t = 0; t < summary.layers.size(); ++t) {
    for (const Quantity quantity : judged) {
      const auto& measured = *summary.layers[t][quantity];
      table.rows.push_back({long(t), to_string(quantity), enclosed(measured.forced.value),
                            enclosed(measured.free.value), cell_of(measured.residual)});
      measurement.criteria.push_back(
          {fmt::format("layer {}: relative residual of {}, upper end", t, to_string(quantity)),
           upper_end(measured.residual), Relation::below, largest_residual});
    }
  }
  measurement.tables.push_back(std::move(table));
}

void add_contender(Table& table, const rivals::Contender& contender, const std::string& name, std::uint64_t tasks) {
  const statistics::Range range = statistics::proportion(long(contender.agreements), long(tasks), accuracy_level);
  table.rows.push_back({name, contender.formula, cell_of(contender.residual),
                        with_range(double(contender.agreements) / double(tasks), range)});
}

/// Where the sum over layers hides one at which the recursion is beaten.
Table rivals_by_layer(const rivals::Trial& trial) {
  Table table{"The recursion and its rivals, layer by layer",
              fmt::format("The same tasks and residuals, certified, each layer by itself. A rival is at least as good "
                          "where the recursion's residual, or {:g} where that is more, is not certainly below its own.",
                          rivals::fit_resolution),
              {{"layer"}, {"recursion, read off the weights"}, {"recursion, fitted"}},
              {}};
  for (const rivals::Contender& rival : trial.rivals) table.columns.push_back({rival.name});
  for (std::size_t t = 0; t < trial.extracted.layer_residual.size(); ++t) {
    std::vector<Cell> row{long(t), cell_of(trial.extracted.layer_residual[t]),
                          cell_of(trial.fitted.layer_residual[t])};
    for (const rivals::Contender& rival : trial.rivals) row.push_back(cell_of(rival.layer_residual[t]));
    table.rows.push_back(std::move(row));
  }
  return table;
}

/// No number where the transformer moves nothing: then nothing was compared.
double layers_not_ahead(const rivals::Comparison& comparison) {
  return comparison.resolved_factor ? static_cast<double>(comparison.not_ahead.size()) : NAN;
}

void add_rivals(Measurement& measurement, const rivals::Trial& trial, const Scale& scale) {
  Table table{
      "The recursion and its rivals",
      fmt::format("Fitted layer by layer on {} tasks with equal effort, tested on {} others (seed {}): certified "
                  "relative residual of features and labels over all layers, teacher-forced; share of tasks on "
                  "which the free run predicts the transformer's class, {:g} % Clopper–Pearson.",
                  scale.fitted_tasks, trial.tasks, scale.test_seed, 100 * accuracy_level),
      {{"dynamics"}, {"formula"}, {"relative residual"}, {"same prediction", Unit::percent}},
      {}};
  add_contender(table, trial.extracted, "recursion, read off the weights", trial.tasks);
  add_contender(table, trial.fitted, "recursion, fitted", trial.tasks);
  for (const rivals::Contender& rival : trial.rivals) add_contender(table, rival, rival.name, trial.tasks);
  measurement.tables.push_back(std::move(table));
  measurement.criteria.push_back(
      {fmt::format("residual of the best rival ({}) over the recursion's, lower end", trial.of_extracted.best_rival),
       lower_end(trial.of_extracted.resolved_factor), Relation::at_least, trial.required_factor});
  measurement.tables.push_back(rivals_by_layer(trial));
  measurement.criteria.push_back({"layers at which a rival is at least as good as the recursion",
                                  layers_not_ahead(trial.of_extracted), Relation::at_most, 0});
}

Measurement measure_identification(const Context& context) {
  const Scale& scale = context.scale;
  Measurement measurement = layerwise_identification_of(context, scale.first, studied_model(context).weights);
  measurement.explanation = fmt::format(
      "Measured on {}, against the recursion with two parameters per matrix read off it. Labels are compared up to "
      "what "
      "is common to all classes, which no prediction sees. A layer is called identified in a quantity when the "
      "recursion leaves less than {:g} of what the layer does unexplained; that bound is ours, the source gives none.",
      studied_model_in_words(scale), largest_residual);
  return measurement;
}

}  // namespace

Measurement layerwise_identification_of(const Context& context, const Size& size, const transformer::Weights& weights) {
  const recursion::Parameters parameters = transformer::two_parameter_form(weights);
  const transformer::TaskSource tasks = fresh_tasks(size, {}, context.scale.test_seed);
  Measurement measurement;
  add_layers(measurement, compare(context, tasks, weights, parameters), context.scale);
  add_rivals(measurement, hold_trial(context, tasks, weights, parameters), context.scale);
  return measurement;
}

Row layerwise_identification() {
  return {
      "layerwise-identification",
      "At every depth the transformer's states equal those of the extracted recursion, and the recursion fits better "
      "than its rivals.",
      "S+O",
      "“What would settle it: […] verifying whether its actual layer-by-layer updates match the predictions of the "
      "extracted recursion formula; mismatch at any depth would show the identification has failed.” (review). The "
      "rivals are ours.",
      measure_identification};
}

}  // namespace margincert::reproduction
