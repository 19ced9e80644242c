#pragma once

#include <span>
#include <vector>

#include "transformer/weights.hpp"

namespace margincert::transformer {

/// One-dimensional k-means, solved exactly: each value replaced by the mean of its cluster, in the order given, where
/// the clusters minimise the sum of squared differences over all partitions into at most k. An optimal partition cuts
/// the sorted values into runs, and never between equal ones, so dynamic programming over the distinct values finds it;
/// of several optimal ones, any. Costs are sums in extended precision: partitions closer than its rounding count as
/// equal. With at least as many clusters as distinct values, every value comes back bit for bit.
///
/// Time O(k m log m) for m distinct values. k >= 1; std::invalid_argument otherwise.
std::vector<double> clustered(std::span<const double> values, int k);

/// Every matrix's entries clustered by themselves.
Weights clustered(const Weights& weights, int k);

}  // namespace margincert::transformer
