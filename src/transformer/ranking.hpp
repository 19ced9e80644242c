#pragma once

#include <string>
#include <vector>

#include "transformer/comparison.hpp"

namespace margincert::transformer {

/// Dynamics that a transformer was held against, by name.
struct Candidate {
  std::string name;
  Summary summary;
};

struct Place {
  std::string name;
  numeric::Interval residual;  ///< over all layers and tasks
};

/// Who explains a quantity best: by the relative residual over all layers and tasks, the smallest first.
struct Ranking {
  Quantity quantity = Quantity::labels;
  std::vector<Place> places;
  /// Smallest residual of the others divided by the first candidate's own: above 1 the first candidate fits better than
  /// every other. None where there is no other, or the first's is exactly 0.
  std::optional<numeric::Interval> factor;
};

/// What a layer does to tokens, and where it looks: the quantities that rankings are made by.
inline const std::vector<Quantity> ranked_quantities{Quantity::features, Quantity::labels, Quantity::probe_label,
                                                     Quantity::attention};

/// Ranks by each quantity of `by` that all candidates have; the first candidate is the one that is held against the
/// others. Enclosures that overlap are ranked by their upper ends.
std::vector<Ranking> rank(const std::vector<Candidate>& candidates, const std::vector<Quantity>& by);

}  // namespace margincert::transformer
