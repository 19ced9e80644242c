#pragma once

#include <optional>
#include <vector>

#include "proofs_check/leaky_bounds.hpp"
#include "proofs_check/real_range.hpp"

namespace margincert::proofs {

/// The intervals of Theorem C at one layer: every observable of the full regime, from both sides, for parameters of any
/// sign.
struct Envelope {
  using Interval = numeric::Interval;

  RealRange same_class;         ///< I ∋ ⟨x_i, x_j⟩, same class
  RealRange cross_class;        ///< X ∋ ⟨x_i, x_j⟩, different classes
  RealRange probe_in_class;     ///< P ∋ ⟨x_*, x_j⟩, j∈S_c*
  RealRange probe_cross_class;  ///< Q ∋ ⟨x_*, x_j⟩, j∉S_c*
  RealRange label_difference;   ///< D ∋ y_*,c* - y_*,c, every c≠c*
  Interval norm;                ///< N
  Interval label_growth;        ///< G
  Interval label_deviation;     ///< η
  Interval label_spread;        ///< W

  struct Attention {
    Interval leakage;          ///< ε
    RealRange logit_gap;       ///< h
    RealRange own_class_mass;  ///< p
  };
  std::optional<Attention> attention;  ///< absent at layer T
};

/// Theorem C's recursion from the measured layer 0 of `evidence` (theory.md §9).
std::vector<Envelope> envelop(const Evidence& evidence, Leakage leakage);

}  // namespace margincert::proofs
