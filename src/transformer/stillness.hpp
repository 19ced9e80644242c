#pragma once

#include "recursion/parameters.hpp"
#include "transformer/weights.hpp"

namespace margincert::transformer {

/// What a layer certainly does not do, whatever the state: known from numbers of it that are exactly 0 or equal, as no
/// enclosure of positive width can show that something is 0.
struct Stillness {
  bool features = false;           ///< x_j stays
  bool labels = false;             ///< y_j stays
  bool centred_labels = false;     ///< Π y_j stays
  bool uniform_attention = false;  ///< A_ij = 1/n, from logits that are 0

  friend Stillness operator&(const Stillness& a, const Stillness& b) {
    return {a.features && b.features, a.labels && b.labels, a.centred_labels && b.centred_labels,
            a.uniform_attention && b.uniform_attention};
  }
};

/// Of the softmax transformer's layer.
Stillness stillness_of(const LayerWeights& layer, int feature_dim);
/// Of the recursion's.
Stillness stillness_of(const recursion::LayerParameters& layer);

}  // namespace margincert::transformer
