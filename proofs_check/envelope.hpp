#pragma once

#include <optional>
#include <vector>

#include "proofs_check/leaky_bounds.hpp"
#include "proofs_check/real_range.hpp"

namespace margincert::proofs {

/// The intervals of Theorem C at one layer: every observable of the full regime, from both sides, for parameters of any
/// sign.
template <class S>
struct EnvelopeIn {
  RealRangeIn<S> same_class;         ///< I ∋ ⟨x_i, x_j⟩, same class
  RealRangeIn<S> cross_class;        ///< X ∋ ⟨x_i, x_j⟩, different classes
  RealRangeIn<S> probe_in_class;     ///< P ∋ ⟨x_*, x_j⟩, j∈S_c*
  RealRangeIn<S> probe_cross_class;  ///< Q ∋ ⟨x_*, x_j⟩, j∉S_c*
  RealRangeIn<S> label_difference;   ///< D ∋ y_*,c* - y_*,c, every c≠c*
  S norm;                            ///< N
  S label_growth;                    ///< G
  S label_deviation;                 ///< η
  S label_spread;                    ///< W

  struct Attention {
    S leakage;                      ///< ε
    RealRangeIn<S> logit_gap;       ///< h
    RealRangeIn<S> own_class_mass;  ///< p
  };
  std::optional<Attention> attention;  ///< absent at layer T
};
using Envelope = EnvelopeIn<Interval>;

/// Theorem C's recursion from the measured layer 0 of `evidence` (theory.md §9).
template <class S>
std::vector<EnvelopeIn<S>> envelop(const EvidenceIn<S>& evidence, Leakage leakage);

}  // namespace margincert::proofs
