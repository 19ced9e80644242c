#pragma once

#include <optional>
#include <vector>

#include "recursion/parameters.hpp"
#include "recursion/task.hpp"
#include "transformer/weights.hpp"

namespace margincert::reproduction {

/// Ends of an enclosure, rounded outward to binary64.
struct Ends {
  double lo = 0;
  double hi = 0;
};

/// The attention of one layer, t = 0..T-1, enclosed.
struct CertifiedAttention {
  Ends alignment;        ///< p_c* - n_c*/n
  Ends largest_leakage;  ///< ε̂ = max over labelled j of Σ_{i: c_i≠c_j} A_ij
  Ends mean_leakage;     ///< the same, averaged over the labelled j
};

/// What claims in expectation ask of one trajectory.
struct CertifiedTrajectory {
  std::vector<CertifiedAttention> attention;  ///< t = 0..T-1
  std::vector<Ends> label_margin;             ///< Δ_y at t = 0..T
};

/// Encloses the trajectory of the transformer, whose weights are exact, or of the recursion in the full regime: with
/// balls of 128 bits, and with intervals of 256 where those leave their range. Unbounded ends where both do.
CertifiedTrajectory certify(const recursion::Task& task, const transformer::Weights& weights);
CertifiedTrajectory certify(const recursion::Task& task, const recursion::Parameters& parameters);

/// Enclosure of b - a, for enclosures of two reals.
Ends difference(const Ends& b, const Ends& a);

}  // namespace margincert::reproduction
