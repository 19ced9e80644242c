#pragma once

#include <string>
#include <vector>

#include "charts/look.hpp"

namespace margincert::charts {

/// Numbers of which only the bucket is known: lo <= x <= hi. The ends may be infinite, and equal.
struct Bucket {
  double lo = 0, hi = 0;
  long count = 0;
};

struct EcdfChart {
  std::string quantity;  ///< of the x axis, e.g. "slack"
  std::vector<Bucket> buckets;
  std::string negative = "violated";  ///< what numbers below 0 mean
};

/// The ends of an enclosure of a quantile: of the smallest of the numbers that at least `percent` in 100 do not exceed,
/// wherever they stand in their buckets. For a positive total and 0 <= percent <= 100.
struct QuantileRange {
  double lo = 0, hi = 0;
};
QuantileRange quantile(const std::vector<Bucket>& buckets, int percent);

/// The share of numbers up to x, over x: between two step curves, because within a bucket the numbers may stand
/// anywhere. Quantiles are marked, 0 has a line where numbers of both sides exist, and below 0 the ground is shaded.
std::string ecdf_chart(const EcdfChart& chart, const Look& look);

}  // namespace margincert::charts
