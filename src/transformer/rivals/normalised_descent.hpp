#pragma once

#include <optional>
#include <type_traits>
#include <vector>

#include "transformer/dynamics.hpp"

namespace margincert::transformer::rivals {

/// Normalised gradient descent for in-context multinomial logistic regression [O]. A matrix W (K x d) starts at 0 and
/// ascends the log-likelihood Σ_i log softmax(W x_i)_{c_i} by steps of stated length:
///
///     g = Σ_i (e_{c_i} − softmax(W x_i)) x_iᵀ      W <- W + η g / ‖g‖_F      prediction: W x_*
///
/// Features do not move. Every token's label moves with W: y_j <- y_j + η (g / ‖g‖_F) x_j, so that y_* = W x_* and
/// y_i = e_{c_i} + W x_i throughout, and W x_i is read off the token as y_i − e_{c_i}; no hidden state is needed, and
/// on a transformer's states the step answers to the labels that these have. In the rival's favour: were the training
/// labels to stay, every one of their updates would be missed.
///
/// Per layer η, any sign, the parameters' γ'; the others mean nothing here. The classes c_i are the task's: `bound_to`.
/// Unlabelled points are no data. Where g is exactly 0 nothing moves; an enclosure of g that holds 0 makes poison.
struct NormalisedDescent {
  static constexpr bool attends = false;
  recursion::Parameters parameters;
  std::vector<std::optional<int>> classes;  ///< c_i of the task's training points

  int depth() const { return parameters.depth(); }
  Stillness stillness(int t) const {
    const bool labels = parameters.layers[static_cast<std::size_t>(t)].gamma_prime == 0;
    return {true, labels, labels, false};
  }
  NormalisedDescent bound_to(const recursion::Task& task) const { return {parameters, task.labels}; }

  template <Arithmetic A, class Watch, class S = typename A::Scalar>
  State<S> next(const State<S>& z, int t, const A& arithmetic, Watch&&) const {
    const Rows<S> g = gradient(z, arithmetic);
    S squares = arithmetic.exact(0);
    for (std::size_t c = 0; c < g.rows(); ++c) squares += dot(g[c], g[c]);
    if constexpr (std::is_same_v<S, double>) {
      if (squares == 0) return z;
    }
    using recursion::add_product;
    using std::exp, std::log;
    const S inverse_norm = exp(log(squares) * arithmetic.ratio(-1, 2));
    const S rate = arithmetic.exact(parameters.layers[static_cast<std::size_t>(t)].gamma_prime) * inverse_norm;
    State<S> next = z;
    for (std::size_t j = 0; j <= z.probe(); ++j) {
      for (std::size_t c = 0; c < g.rows(); ++c) {
        add_product(next.labels[j][c], rate, dot(g[c], std::span<const S>(z.features[j])));
      }
    }
    return next;
  }

 private:
  template <Arithmetic A, class S = typename A::Scalar>
  Rows<S> gradient(const State<S>& z, const A& arithmetic) const {
    using recursion::add_product;
    Rows<S> g(z.labels.columns(), z.features.columns(), arithmetic.exact(0));
    for (std::size_t i = 0; i < z.probe(); ++i) {
      if (!classes[i]) continue;
      const auto own = static_cast<std::size_t>(*classes[i]);
      std::vector<S> logits(z.labels[i].begin(), z.labels[i].end());  // W x_i
      logits[own] -= arithmetic.exact(1);
      const std::vector<S> likely = softmax(logits, arithmetic);
      for (std::size_t c = 0; c < g.rows(); ++c) {
        const S weight = arithmetic.exact(c == own ? 1 : 0) - likely[c];
        for (std::size_t k = 0; k < g.columns(); ++k) add_product(g[c][k], weight, z.features[i][k]);
      }
    }
    return g;
  }

  template <Arithmetic A, class S = typename A::Scalar>
  static std::vector<S> softmax(const std::vector<S>& logits, const A& arithmetic) {
    const recursion::KeySets all(logits.size());
    Attention<S> attention{all.keys_of(0), {}, logits, {}, arithmetic.exact(0)};
    apply_softmax(attention, arithmetic);
    std::vector<S> shares;
    for (const S& exponential : attention.exponentials) shares.push_back(exponential / attention.normaliser);
    return shares;
  }
};

}  // namespace margincert::transformer::rivals
