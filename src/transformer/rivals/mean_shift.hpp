#pragma once

#include "transformer/dynamics.hpp"

namespace margincert::transformer::rivals {

/// Label-blind mean shift [O]: the recursion with γ = 0, so that attention sees features alone. Per layer α, α', γ':
///
///     A_ij = softmax_i(α ⟨x_i, x_j⟩)      x_j <- x_j + α' Σ_i A_ij x_i      y_j <- y_j + γ' C Σ_i A_ij y_i
///
/// With C as in the parameters. Gaussian mean shift up to the norms of the keys (on a sphere exactly).
struct MeanShift {
  static constexpr bool attends = true;

  explicit MeanShift(recursion::Parameters parameters) : recursion_{std::move(parameters)} {
    for (recursion::LayerParameters& layer : recursion_.parameters.layers) layer.gamma = 0;
  }

  int depth() const { return recursion_.depth(); }
  Stillness stillness(int t) const { return recursion_.stillness(t); }

  template <Arithmetic A, class Watch, class S = typename A::Scalar>
  State<S> next(const State<S>& z, int t, const A& arithmetic, Watch&& watch) const {
    return recursion_.next(z, t, arithmetic, watch);
  }

 private:
  RecursionDynamics recursion_;
};

}  // namespace margincert::transformer::rivals
