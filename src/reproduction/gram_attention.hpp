#pragma once

#include <cstdint>
#include <vector>

#include "recursion/parameters.hpp"
#include "recursion/task.hpp"
#include "transformer/forward.hpp"
#include "transformer/weights.hpp"

namespace margincert::reproduction {

/// One layer on one task, averaged over block permutations; rows are queries (training points, then the probe), columns
/// keys.
struct AveragedLayer {
  recursion::Rows<double> attention;       ///< A_ij
  recursion::Rows<double> gram;            ///< α⟨x_i, x_j⟩ + γ⟨y_i, C y_j⟩ of the permuted models' own states
  recursion::Rows<double> gram_attention;  ///< the softmax over i of `gram`
};

/// A transformer seen through random block permutations P = diag(P_x, P_y), one for all layers at once: W ← PᵀWP. What
/// survives the average does not depend on the names of features and classes. Binary64.
class GramAttention {
 public:
  GramAttention(const transformer::Weights& weights, std::uint64_t permutations, std::uint64_t seed);

  /// Layers 0..T-1.
  std::vector<AveragedLayer> average(const recursion::Task& task) const;

 private:
  std::vector<transformer::Weights> permuted_;
  recursion::Parameters coefficients_;  ///< α and γ of the model's own W_QK after the Reynolds average, δ = −1/K
};

}  // namespace margincert::reproduction
