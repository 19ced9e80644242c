#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reproduction/rows.hpp"
#include "transformer/commutant.hpp"

namespace margincert::reproduction {
namespace {

using numeric::Interval;
using numeric::Precision;
using transformer::Mode;

constexpr double largest_distance = 0.1;  ///< of a model that may be called symmetric; ours

/// No number where either is none; std::max and std::min would pass over it.
double greater(double a, double b) { return std::isnan(a + b) ? NAN : std::max(a, b); }
double less(double a, double b) { return std::isnan(a + b) ? NAN : std::min(a, b); }

/// sqrt(Σ ‖W − R(W)‖² / Σ ‖W‖²) over all matrices of a model, certified; poison where all weights are 0.
Interval relative_distance(const transformer::Weights& weights) {
  const Precision precision(113);
  Interval apart(precision), all(precision);
  for (const transformer::LayerWeights& layer : weights.layers) {
    for (const auto* matrix : {&layer.qk, &layer.ov}) {
      const transformer::Distance whole =
          transformer::commutant_distance(*matrix, weights.feature_dim, precision).whole;
      apart += sqr(whole.distance);
      all += sqr(whole.norm);
    }
  }
  return sqrt(apart / all);
}

Measurement measure_symmetry(const Context& context) {
  const Scale& scale = context.scale;
  Measurement measurement;
  Table table{"Relative distance to the commutant",
              "sqrt(Σ ‖W − R(W)‖² / Σ ‖W‖²) over a model's matrices, R the Reynolds average; certified enclosures.",
              {{"seed"}, {"permuted"}, {"unconstrained"}, {"permuted / unconstrained"}},
              {}};
  double farthest_permuted = 0, nearest_unconstrained = 1, largest_share = 0;
  for (std::uint64_t seed = 1; seed <= scale.seeds; ++seed) {
    const auto distance_of = [&](Mode mode) {
      return relative_distance(context.model({scale.first, mode, seed, scale.compared_steps, scale.batch}).weights);
    };
    const Interval permuted = distance_of(Mode::permuted), unconstrained = distance_of(Mode::unconstrained);
    const Interval share = permuted / unconstrained;
    farthest_permuted = greater(farthest_permuted, permuted.hi_double());
    nearest_unconstrained = less(nearest_unconstrained, unconstrained.lo_double());
    largest_share = greater(largest_share, share.hi_double());
    table.rows.push_back({static_cast<long>(seed), enclosed(permuted), enclosed(unconstrained), enclosed(share)});
    throw_if_stopped(context);
  }
  measurement.criteria = {
      {"largest relative distance of a permuted model, upper end", farthest_permuted, Relation::below,
       largest_distance},
      {"the same against the smallest of an unconstrained model, lower end", farthest_permuted, Relation::below,
       nearest_unconstrained},
      {"largest share of its seed's unconstrained model's, upper end", largest_share, Relation::below, 1}};
  measurement.tables.push_back(std::move(table));
  measurement.explanation = fmt::format(
      "{} models per mode of {}, {} steps. A distance of 0 is exact symmetry, 1 none at all. The third criterion, seed "
      "by "
      "seed, was added when the first two had been measured and not been met.",
      scale.seeds, to_string(scale.first), scale.compared_steps);
  return measurement;
}

}  // namespace

Row permutation_training_symmetrises() {
  return {
      "permutation-training-symmetrises",
      "A random block permutation injected per layer while training drives the weights towards the commutant of the "
      "permutations of features and labels.",
      "S", "“symmetrizing weights during training” (summary)", measure_symmetry};
}

}  // namespace margincert::reproduction
