#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "transformer/threshold.hpp"

namespace margincert {

/// How near a transformer must be to the recursion that is gated. The defaults were fixed before the shipped model was
/// measured.
struct GateThresholds {
  /// Largest relative difference of a declared coefficient from what extract reads off the weights: bit for bit.
  double extraction = 0;
  /// Largest share of a matrix's Frobenius norm outside the commutant: a quarter of its squares.
  double equivariance = 0.5;
  std::optional<double> accuracy;  ///< least, on fresh tasks; not asked for unless configured
  /// Labels modulo what is common to all classes, which no prediction sees: where they follow the recursion, so do the
  /// predictions. Features of the last layer reach none, so features are not asked for.
  std::vector<transformer::Threshold> compared = {transformer::parse_threshold("residual.centred-labels=0.1"),
                                                  transformer::parse_threshold("residual.centred-probe-label=0.1")};
};

/// A threshold's name in full: "extraction", "equivariance", "accuracy", or a quantity as crosscheck names it, "labels"
/// for "forced.labels". Refusal for what is none of them, with the nearest name, and for a bound that cannot be.
std::string canonical_threshold(const std::string& name, double bound);

/// The defaults, with what `chosen` (by canonical name) puts in their place or asks for beside them.
GateThresholds thresholds_with(const std::map<std::string, double>& chosen);

}  // namespace margincert
