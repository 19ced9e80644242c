#pragma once

#include "transformer/dynamics.hpp"

namespace margincert::transformer::rivals {

/// Kernel gradient descent [O]: functional gradient descent on in-context least squares, after the reading of
/// transformers as gradient descent (von Oswald et al. 2023; Cheng, Chen and Sra 2024 for kernels). A function
/// f: R^d -> R^K starts at 0 and descends ½ Σ_i ‖y_i^0 − f(x_i)‖², preconditioned by the kernel's own mass:
///
///     f(x) <- f(x) + η Σ_i κ(x_i, x) r_i / Σ_i κ(x_i, x)      r_i = y_i^0 − f(x_i)      κ(x, x') = exp(α ⟨x, x'⟩)
///
/// A training token carries its residual r_i, the probe its prediction f(x_*), and features do not move; targets are
/// centred, Π e_c, as no prediction sees what is common to all classes:
///
///     y_j <- y_j − η Π Σ_i A_ij y_i      y_* <- y_* + η Π Σ_i A_i* y_i      A_ij = softmax_i(α ⟨x_i, x_j⟩)
///
/// Per layer α and η, any sign; η is the parameters' γ'. In the rival's favour: κ is normalised per query, which makes
/// it a softmax as the transformer's is; the targets are centred, as the transformer's labels nearly are; and sign and
/// size of η are free. α' and γ of the parameters mean nothing here.
struct KernelDescent {
  static constexpr bool attends = true;
  recursion::Parameters parameters;

  int depth() const { return parameters.depth(); }
  Stillness stillness(int t) const {
    const recursion::LayerParameters& layer = parameters.layers[static_cast<std::size_t>(t)];
    return {true, layer.gamma_prime == 0, layer.gamma_prime == 0, layer.alpha == 0};
  }

  template <Arithmetic A, class Watch, class S = typename A::Scalar>
  State<S> next(const State<S>& z, int t, const A& arithmetic, Watch&& watch) const {
    using recursion::add_product;
    recursion::Layer<S> kernel = recursion::layer_at(parameters, t, arithmetic);
    kernel.gamma = arithmetic.exact(0);
    const S eta = kernel.gamma_prime, minus_eta = -eta;
    const S background = arithmetic.ratio(-1, static_cast<long>(z.labels.columns()));
    const recursion::KeySets key_sets(z.probe());
    State<S> next = z;
    for (std::size_t j = 0; j <= z.probe(); ++j) {
      const Attention<S> attention = recursion::attend(z, j, key_sets.keys_of(j), kernel, arithmetic);
      const std::vector<S> feature_average = attention_average(attention, z.features);
      const std::vector<S> label_average = attention_average(attention, z.labels);
      const std::vector<S> centred = recursion::apply_label_mixing(std::span<const S>(label_average), background);
      for (std::size_t c = 0; c < centred.size(); ++c) {
        add_product(next.labels[j][c], j == z.probe() ? eta : minus_eta, centred[c]);
      }
      watch(QueryView<S>{j, attention, feature_average});
    }
    return next;
  }
};

}  // namespace margincert::transformer::rivals
