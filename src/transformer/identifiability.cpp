#include "transformer/identifiability.hpp"

namespace margincert::transformer {

Identifiable identifiable(int layer, int depth, Labelling labelling) {
  // The last layer reaches the prediction by the probe's label alone, and the only layer sees a probe without label.
  const bool last = layer == depth - 1, only = depth == 1, partial = labelling == Labelling::partial;
  return {.alpha = true,
          .gamma = !only,
          .alpha_prime = !last,
          .gamma_prime = true,
          .delta_qk = partial && !only,
          .delta_ov = partial && !last};
}

}  // namespace margincert::transformer
