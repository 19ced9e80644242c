#pragma once

#include <stdexcept>
#include <string>

#include "generators/counter_random.hpp"
#include "reproduction/context.hpp"
#include "reproduction/row.hpp"
#include "transformer/symmetry.hpp"

/// Measuring rows at the tiny scale, on models that the test chooses.
namespace margincert::reproduction_tests {

using namespace reproduction;

/// The same weights whichever model is asked for; a curve of two records.
inline Context context_with(const transformer::Weights& weights) {
  Context context{scale_named("tiny")};
  context.model = [weights](const ModelRequest&) { return TrainedModel{weights, {{1, 1.0, 0.5}, {2, 0.5, 0.75}}}; };
  return context;
}

/// The recursion's own weights at the tiny first size, every layer with these numbers.
inline transformer::Weights recursion_weights(const recursion::LayerParameters& layer) {
  const Size size = scale_named("tiny").first;
  return transformer::weights_of({size.feature_dim, size.classes, recursion::MinusOneOverClasses{},
                                  std::vector(static_cast<std::size_t>(size.depth), layer)});
}

/// Every entry moved by its own amount, up to `size`, another for every seed: nothing symmetric is left.
inline transformer::Weights shaken(transformer::Weights weights, double size, std::uint64_t seed = 1) {
  generators::Random random(seed, "shaken", 0);
  for (transformer::LayerWeights& layer : weights.layers) {
    for (auto* matrix : {&layer.qk, &layer.ov}) {
      for (std::size_t row = 0; row < matrix->rows(); ++row) {
        for (double& entry : (*matrix)[row]) entry += size * (2 * random.uniform() - 1);
      }
    }
  }
  return weights;
}

inline Result measured(const std::string& id, const Context& context) { return measure(*find_row(id), context); }

/// The one criterion whose words contain this.
inline const Criterion& criterion(const Result& result, const std::string& words) {
  const Criterion* found = nullptr;
  for (const Criterion& candidate : result.measurement.criteria) {
    if (candidate.quantity.find(words) == std::string::npos) continue;
    if (found) throw std::logic_error("two criteria contain '" + words + "'");
    found = &candidate;
  }
  if (!found) throw std::logic_error("no criterion contains '" + words + "'");
  return *found;
}

}  // namespace margincert::reproduction_tests
