#include <fmt/format.h>

#include "reproduction/certified.hpp"
#include "reproduction/rows.hpp"
#include "reproduction/sampled_mean.hpp"
#include "reproduction/tasks.hpp"

namespace margincert::reproduction {
namespace {

constexpr double most_leakage = 0.05;  ///< of a layer that may be called class-pure on average

Measurement measure_purity(const Context& context) {
  const Scale& scale = context.scale;
  const transformer::Weights weights = studied_model(context).weights;
  const transformer::TaskSource tasks = fresh_tasks(scale.first, {}, scale.test_seed);
  const std::size_t depth = weights.layers.size();
  std::vector<SampledMean> mean(depth, {scale.certified_tasks, 0, 1}), largest = mean;
  for_each(context, "trajectories", scale.certified_tasks, [&](std::uint64_t k) {
    const CertifiedTrajectory trajectory = certify(tasks(k), weights);
    for (std::size_t t = 0; t < depth; ++t) {
      mean[t].put(k, trajectory.attention[t].mean_leakage);
      largest[t].put(k, trajectory.attention[t].largest_leakage);
    }
  });

  Measurement measurement;
  Table table{"Leakage of training attention by layer",
              fmt::format("{} no-margin tasks (seed {}), every sample a certified enclosure; empirical Bernstein "
                          "intervals that cover all at once with {:g} % (union bound).",
                          scale.certified_tasks, scale.test_seed, 100 * joint_level),
              {{"layer"}, {"mean over points"}, {"largest over points"}},
              {}};
  const double level = 1 - (1 - joint_level) / (2 * static_cast<double>(depth));
  for (std::size_t t = 0; t < depth; ++t) {
    const Estimate average = mean[t].estimate(level);
    table.rows.push_back({long(t), average, largest[t].estimate(level)});
    measurement.criteria.push_back({fmt::format("layer {}: expected mean leakage, upper end", t), *average.hi,
                                    Relation::below, most_leakage, Unit::percent});
  }
  for (Column& column : table.columns) column.unit = Unit::percent;
  measurement.tables.push_back(std::move(table));
  measurement.explanation = fmt::format(
      "Measured on {}. The theory of Theorem A assumes a leakage of 0; a layer passes here when its expected mean "
      "leakage is below {:g} %, which is our bound.",
      studied_model_in_words(scale), 100 * most_leakage);
  return measurement;
}

}  // namespace

Row class_purity() {
  return {"class-purity",
          "Training points attend to their own class only: the regime in which the induction of Theorem A closes "
          "emerges in the trained model.",
          "R", "not stated; the only reading we found under which the proof's fragments hold (docs/theory.md)",
          measure_purity};
}

}  // namespace margincert::reproduction
