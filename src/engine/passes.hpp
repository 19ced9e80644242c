#pragma once

#include <cstddef>

#include "engine/frame.hpp"

/// The passes over a layer, compiled for each kind of vector and chosen as the program starts.
namespace margincert::engine::lanes {

/// Lanes of the longest vectors there are here: 2, 4 or 8.
std::size_t lane_count();

/// What is computed beside the states: nothing, what they may be off by, or that and what statements look at.
enum class Detail { plain, bounded, observed };

/// One layer as the passes see it.
struct Layer {
  const Frame& frame;
  const Coefficients& coefficients;
  const Tokens& now;
  Shared& shared;
  const double* key_labels;    ///< an element for each key; where lanes are points, a plain number
  const double* query_labels;  ///< an element for each query
  const Lanes& probe_class;
  bool masked;      ///< some query does not attend to some key
  bool some_exact;  ///< the features of some lane may be exact still
};

/// N_j and M_j of all tokens, from their coordinates.
void measure_norms(const Frame& frame, Tokens& tokens);
/// γ C y_j of all queries and the keys' largest norms and radii, lane by lane; checks ranges.
void prepare(const Layer& layer, Detail detail, Seen& seen);
/// What tokens show by themselves.
void see_tokens(const Layer& layer, Seen& seen);
/// Queries first..end-1, at most queries_per_block of them and the probe by itself: their next tokens. The probe comes
/// before the others, which need its average.
void attend(const Layer& layer, Detail detail, std::size_t first, std::size_t end, Tokens& next, ProbeAverage& probe,
            Scratch& scratch, Seen& seen);
/// The products ⟨x_i, x_j⟩ of these queries alone, for the last layer.
void see_products(const Layer& layer, std::size_t first, std::size_t end, Scratch& scratch, Seen& seen);

}  // namespace margincert::engine::lanes
