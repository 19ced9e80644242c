#pragma once

#include <optional>
#include <vector>

#include "numeric/interval.hpp"

namespace margincert::proofs {

class Evidence;

/// Whether a recursion of bounds accounts for attention that leaks across classes. `forgotten` (leakage ceiling 0,
/// class mass 1 in every update) is wrong on purpose: it is what the corrupted twins of Theorems B and C are made of.
enum class Leakage { accounted, forgotten };

/// The bounds of Theorem B at one layer. Each is a real number, held as an enclosure of it.
struct LeakyBounds {
  using Interval = numeric::Interval;

  Interval norm;                 ///< N: N̂ <= N
  Interval in_class_floor;       ///< ρ: ρ̂ >= ρ
  Interval cross_class_ceiling;  ///< Λ: Λ̂ <= Λ
  Interval probe_in_class;       ///< R: R̂ >= R
  Interval probe_cross_class;    ///< L: L̂ <= L
  Interval label_margin;         ///< Δ_y's lower bound
  Interval label_growth;         ///< G
  Interval label_deviation;      ///< η
  Interval label_spread;         ///< W

  /// What the layer's attention parameters add; absent at layer T.
  struct Attention {
    Interval leakage;           ///< ε: ε̂ <= ε
    Interval logit_gap;         ///< h, the gap before class sizes
    Interval own_class_mass;    ///< p: p_c* >= p
    Interval other_class_mass;  ///< 1 - p, without cancellation
    Interval logit_gap_floor;   ///< g: s_c* - s_c >= g
  };
  std::optional<Attention> attention;
};

/// Theorem B's recursion from the measured layer 0 of `evidence` (theory.md §8).
std::vector<LeakyBounds> bound_with_leakage(const Evidence& evidence, Leakage leakage);

}  // namespace margincert::proofs
