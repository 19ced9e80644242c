#pragma once

#include <string>
#include <vector>

#include "charts/look.hpp"

namespace margincert::charts {

struct Enclosure {
  double lo = 0, hi = 0;
};

/// One comparison greater >= lesser at one layer.
struct BoundLayer {
  int layer = 0;
  Enclosure greater, lesser;
  bool violated = false;
};

struct BoundChart {
  std::string greater, lesser;  ///< what the two sides are, e.g. "observed: Δ_t" and "bound: Δ_0 N_t"
  std::string quantity;         ///< of the y axis; may be empty
  std::vector<BoundLayer> layers;
  bool equal = false;  ///< the statement is greater = lesser
};

/// Both sides of an inequality over layers, each enclosure as a bar with its two ends, or as a single tick where it is
/// thinner than a pixel. The room between the sides is shaded: the slack, and next to violated layers what is missing.
/// Violated layers are marked and named.
std::string bound_chart(const BoundChart& chart, const Look& look);

}  // namespace margincert::charts
