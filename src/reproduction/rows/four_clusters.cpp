#include <fmt/format.h>

#include "reproduction/claims.hpp"
#include "reproduction/rows.hpp"

namespace margincert::reproduction {
namespace {

Measurement measure_clusters(const Context& context) {
  Measurement measurement = four_clusters_of(context, context.scale.first, studied_model(context).weights);
  measurement.explanation = fmt::format(
      "Measured on {}. Each matrix's entries by themselves are replaced by the means of their clusters, the partition "
      "being the exact optimum of one-dimensional k-means: groups by value. Groups by place, which is the other "
      "reading, "
      "are the source's four regions (feature diagonal, label diagonal, label background, and a background of zero): "
      "fitted-background.",
      studied_model_in_words(context.scale));
  return measurement;
}

}  // namespace

Measurement four_clusters_of(const Context& context, const Size& size, const transformer::Weights& weights) {
  constexpr double most_lost = 0.01;
  const ReducedAccuracy reduced(context, size, weights,
                                {"clusters-8", "clusters-7", "clusters-6", "clusters-5", "clusters-4", "clusters-3",
                                 "clusters-2", "clusters-1", "fitted-background"});
  return {{reduced.loses_less_than(most_lost, "clusters-4"), reduced.loses_less_than(most_lost, "fitted-background")},
          "",
          {reduced.table("Accuracy by number of clusters", context.scale)},
          {}};
}

Row four_clusters() {
  return {
      "four-clusters",
      "Clustering each weight matrix into k = 4 groups of equal coefficients already matches the model's accuracy.",
      "S",
      "“Four clusters recover full accuracy. Figure 10 (left) shows that, in the symmetrized model, clustering each "
      "weight matrix into k= 4 groups of equal coefficients already matches the model’s accuracy.”",
      measure_clusters};
}

}  // namespace margincert::reproduction
