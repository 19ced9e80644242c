#pragma once

#include <optional>
#include <vector>

#include "proofs_check/scalars.hpp"

namespace margincert::proofs {

template <class S>
class EvidenceIn;

/// Whether a recursion of bounds accounts for attention that leaks across classes. `forgotten` (leakage ceiling 0,
/// class mass 1 in every update) is wrong on purpose: it is what the corrupted twins of Theorems B and C are made of.
enum class Leakage { accounted, forgotten };

/// The bounds of Theorem B at one layer. Each is a real number, held as an enclosure of it.
template <class S>
struct LeakyBoundsIn {
  S norm;                 ///< N: N̂ <= N
  S in_class_floor;       ///< ρ: ρ̂ >= ρ
  S cross_class_ceiling;  ///< Λ: Λ̂ <= Λ
  S probe_in_class;       ///< R: R̂ >= R
  S probe_cross_class;    ///< L: L̂ <= L
  S label_margin;         ///< Δ_y's lower bound
  S label_growth;         ///< G
  S label_deviation;      ///< η
  S label_spread;         ///< W

  /// What the layer's attention parameters add; absent at layer T.
  struct Attention {
    S leakage;           ///< ε: ε̂ <= ε
    S logit_gap;         ///< h, the gap before class sizes
    S own_class_mass;    ///< p: p_c* >= p
    S other_class_mass;  ///< 1 - p, without cancellation
    S logit_gap_floor;   ///< g: s_c* - s_c >= g
  };
  std::optional<Attention> attention;
};
using LeakyBounds = LeakyBoundsIn<Interval>;

/// Theorem B's recursion from the measured layer 0 of `evidence` (theory.md §8).
template <class S>
std::vector<LeakyBoundsIn<S>> bound_with_leakage(const EvidenceIn<S>& evidence, Leakage leakage);

}  // namespace margincert::proofs
