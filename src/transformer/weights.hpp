#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "recursion/rows.hpp"

namespace margincert::transformer {

/// One layer's matrices, (d+K) x (d+K), row-major; rows and columns 0..d-1 are features, the rest labels.
struct LayerWeights {
  recursion::Rows<double> qk;  ///< W_QK: ℓ_ij = z_iᵀ W_QK z_j
  recursion::Rows<double> ov;  ///< W_OV: z_j += W_OV Σ_i A_ij z_i

  friend bool operator==(const LayerWeights&, const LayerWeights&) = default;
};

/// A softmax transformer of attention alone: one head, residual, no normalisation (theory.md §1).
struct Weights {
  int feature_dim = 0;                       ///< d
  int classes = 0;                           ///< K
  std::optional<int> context;                ///< n it was trained on, where its file says so
  std::map<std::string, std::string> notes;  ///< what else its file says of it: mode, steps, test_accuracy, …
  std::vector<LayerWeights> layers;          ///< t = 0..T-1

  int width() const { return feature_dim + classes; }
  int depth() const { return static_cast<int>(layers.size()); }

  friend bool operator==(const Weights&, const Weights&) = default;
};

/// All weights zero: a transformer of this shape that does nothing.
Weights zero_weights(int feature_dim, int classes, int depth);

}  // namespace margincert::transformer
