#include "transformer/weights.hpp"

namespace margincert::transformer {

Weights zero_weights(int feature_dim, int classes, int depth) {
  Weights weights{feature_dim, classes, std::nullopt, {}, {}};
  const auto width = static_cast<std::size_t>(weights.width());
  const recursion::Rows<double> zero(width, width, 0.0);
  weights.layers.assign(static_cast<std::size_t>(depth), {zero, zero});
  return weights;
}

}  // namespace margincert::transformer
