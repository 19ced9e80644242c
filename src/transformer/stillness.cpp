#include "transformer/stillness.hpp"

#include <algorithm>

namespace margincert::transformer {
namespace {

bool all_zero(std::span<const double> row) {
  return std::ranges::all_of(row, [](double entry) { return entry == 0; });
}

}  // namespace

/// The step of coordinate k is row k of W_OV times an average; what all labels' rows have in common, Π takes away.
Stillness stillness_of(const LayerWeights& layer, int feature_dim) {
  const auto d = static_cast<std::size_t>(feature_dim);
  Stillness still{true, true, true, true};
  for (std::size_t row = 0; row < layer.ov.rows(); ++row) {
    const bool zero = all_zero(layer.ov[row]);
    (row < d ? still.features : still.labels) &= zero;
    if (row > d) still.centred_labels &= std::ranges::equal(layer.ov[row], layer.ov[d]);
    still.uniform_attention &= all_zero(layer.qk[row]);
  }
  return still;
}

Stillness stillness_of(const recursion::LayerParameters& layer) {
  return {layer.alpha_prime == 0, layer.gamma_prime == 0, layer.gamma_prime == 0, layer.alpha == 0 && layer.gamma == 0};
}

}  // namespace margincert::transformer
