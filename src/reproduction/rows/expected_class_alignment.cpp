#include <fmt/format.h>

#include "reproduction/certified.hpp"
#include "reproduction/claims.hpp"
#include "reproduction/rows.hpp"
#include "reproduction/sampled_mean.hpp"
#include "reproduction/tasks.hpp"
#include "statistics/confidence.hpp"
#include "transformer/symmetry.hpp"

namespace margincert::reproduction {
namespace {

constexpr double clip = 16;           ///< label margins beyond ±clip count as ±clip: a mean needs a bounded variable

/// The expectations that are bounded for one system, at every depth.
class Expectations {
 public:
  Expectations(std::string system, int depth, std::uint64_t samples) : system_(std::move(system)), samples_(samples) {
    for (int t = 0; t < depth; ++t) {
      alignment_.emplace_back(samples, -1, 1);
      margin_.emplace_back(samples, -clip, clip);  // of layer t + 1; at layer 0 it is 0
      if (t == 0) continue;
      alignment_growth_.emplace_back(samples, -2, 2);
      margin_growth_.emplace_back(samples, -2 * clip, 2 * clip);
    }
  }

  void put(std::uint64_t sample, const CertifiedTrajectory& trajectory) {
    for (std::size_t t = 0; t < alignment_.size(); ++t) {
      alignment_[t].put(sample, trajectory.attention[t].alignment);
      margin_[t].put(sample, clipped(trajectory.label_margin[t + 1]));
      if (t == 0) continue;
      alignment_growth_[t - 1].put(
          sample, difference(trajectory.attention[t].alignment, trajectory.attention[t - 1].alignment));
      margin_growth_[t - 1].put(
          sample, difference(clipped(trajectory.label_margin[t + 1]), clipped(trajectory.label_margin[t])));
    }
  }

  /// How many intervals add_to() claims.
  int claims() const { return 4 * static_cast<int>(alignment_.size()) - 1; }

  /// Criteria and a table, every interval at this level; returns the alignment by layer, for the plot.
  Series add_to(Measurement& measurement, std::uint64_t test_seed, double chance, double level) const {
    Table table{
        fmt::format("Expectations, {}", system_),
        fmt::format("{} no-margin tasks (seed {}), every sample a certified enclosure; empirical Bernstein "
                    "intervals that cover all at once with {:g} % (union bound); label margins clipped to ±{:g}.",
                    samples_, test_seed, 100 * joint_level, clip),
        {{"quantity"}, {"expectation"}},
        {}};
    const auto claim = [&](const std::string& quantity, const SampledMean& mean) {
      const Estimate estimate = mean.estimate(level);
      table.rows.push_back({quantity, estimate});
      measurement.criteria.push_back(
          {fmt::format("{}: {}, lower end", system_, quantity), *estimate.lo, Relation::above, 0});
      return estimate;
    };
    Series series{system_, {}};
    const int depth = static_cast<int>(alignment_.size());
    for (int t = 0; t < depth; ++t) {
      series.points.push_back({double(t), claim(fmt::format("E[p_c* − n_c*/n] at layer {}", t), alignment_[t])});
    }
    for (int t = 1; t < depth; ++t) {
      claim(fmt::format("growth of p_c* from layer {} to {}", t - 1, t), alignment_growth_[t - 1]);
    }
    for (int t = 1; t <= depth; ++t)
      claim(fmt::format("E[Δ_y clipped to ±{:g}] after layer {}", clip, t), margin_[t - 1]);
    for (int t = 1; t < depth; ++t) {
      claim(fmt::format("growth of Δ_y clipped to ±{:g} from state {} to {}", clip, t, t + 1), margin_growth_[t - 1]);
    }
    add_final_margin(measurement, table, chance, level);
    measurement.tables.push_back(std::move(table));
    return series;
  }

 private:
  static Ends clipped(const Ends& ends) { return {std::clamp(ends.lo, -clip, clip), std::clamp(ends.hi, -clip, clip)}; }

  void add_final_margin(Measurement& measurement, Table& table, double chance, double level) const {
    const long positive = margin_.back().certainly_positive(), all = static_cast<long>(samples_);
    // A margin whose sign its enclosure leaves open counts neither for nor against.
    const double least = statistics::proportion(positive, all, level).lo;
    const double most = statistics::proportion(margin_.back().possibly_positive(), all, level).hi;
    table.rows.push_back(
        {"P(Δ_y > 0) at the end (Clopper–Pearson)", Estimate{double(positive) / double(all), least, most}});
    measurement.criteria.push_back(
        {fmt::format("{}: P(Δ_y > 0) at the end, lower end", system_), least, Relation::above, chance, Unit::percent});
  }

  std::string system_;
  std::uint64_t samples_;
  std::vector<SampledMean> alignment_, alignment_growth_, margin_, margin_growth_;
};

Measurement measure_alignment(const Context& context) {
  Measurement measurement = expected_class_alignment_of(context, context.scale.first, studied_model(context).weights,
                                                        context.scale.certified_tasks);
  measurement.explanation = fmt::format(
      "Measured on {}, and on the recursion with two parameters per matrix read off it. Each expectation, and its "
      "growth from layer to layer, is a criterion of its own; attention at layer 0 sees a probe without a label.",
      studied_model_in_words(context.scale));
  return measurement;
}

}  // namespace

Measurement expected_class_alignment_of(const Context& context, const Size& size, const transformer::Weights& weights,
                                        std::uint64_t samples) {
  const recursion::Parameters parameters = transformer::two_parameter_form(weights);
  const transformer::TaskSource tasks = fresh_tasks(size, {}, context.scale.test_seed);
  Expectations recursion("recursion", weights.depth(), samples);
  Expectations transformer("transformer", weights.depth(), samples);
  for_each(context, "trajectories", samples, [&](std::uint64_t k) {
    const recursion::Task task = tasks(k);
    recursion.put(k, certify(task, parameters));
    transformer.put(k, certify(task, weights));
  });

  Measurement measurement;
  const double chance = 1.0 / size.classes;
  const double level = 1 - (1 - joint_level) / (recursion.claims() + transformer.claims());
  Plot plot{"alignment-by-depth", "Expected class alignment of the probe's attention", "layer", "E[p_c* − n_c*/n]", {}};
  plot.series.push_back(recursion.add_to(measurement, context.scale.test_seed, chance, level));
  plot.series.push_back(transformer.add_to(measurement, context.scale.test_seed, chance, level));
  measurement.plots.push_back(std::move(plot));
  return measurement;
}

Row expected_class_alignment() {
  return {
      "expected-class-alignment",
      "Over random tasks the probe's attention to its own class exceeds that class's share, and its label margin is "
      "positive in expectation; both grow with depth.",
      "S",
      "words: “yields robust expected class alignment” (abstract); “expected alignment of the test probe to its true "
      "class becomes robust with increasing depth” (review)",
      measure_alignment};
}

}  // namespace margincert::reproduction
