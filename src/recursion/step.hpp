#pragma once

#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "numeric/stop.hpp"
#include "recursion/parameters.hpp"
#include "recursion/scalar.hpp"
#include "recursion/task.hpp"

namespace margincert::recursion {

/// The tokens z_j = [x_j; y_j]: rows 0..n-1 are the training points, row n is the probe.
template <class S>
struct State {
  Rows<S> features;  ///< x_j
  Rows<S> labels;    ///< y_j

  std::size_t probe() const { return features.rows() - 1; }
};

/// One layer's parameters as scalars.
template <class S>
struct Layer {
  S alpha, gamma, alpha_prime, gamma_prime;
  S delta;  ///< δ of the label background
};

/// One query's attention: its products with the training points, and the weights of those it may attend to.
template <class S>
struct Attention {
  std::span<const std::size_t> keys;  ///< training points the query attends to
  std::vector<S> gram;                ///< ⟨x_i, x_j⟩ for every training point i, attended to or not
  std::vector<S> logits;              ///< ℓ_ij, i over keys
  std::vector<S> exponentials;        ///< exp(ℓ_ij - ℓ_top), i over keys; the top key's is exactly 1
  S normaliser;                       ///< Σ over keys of the exponentials; A_ij = exponential / normaliser
};

/// C v = v + δ (Σ_c v_c) 1.
template <class S>
std::vector<S> apply_label_mixing(std::span<const S> v, const S& delta) {
  S total = v[0];
  for (std::size_t c = 1; c < v.size(); ++c) total += v[c];
  const S background = delta * total;
  std::vector<S> result(v.begin(), v.end());
  for (S& entry : result) entry += background;
  return result;
}

/// The softmax of the logits over the query's keys.
///
/// It is shifted by one of its own logits, the one that looks largest: subtracting the same real number from
/// every logit changes nothing, that key's exponential is exactly 1, and no exponent overflows. Which key is chosen
/// matters for accuracy only, so choosing by an approximate value is sound.
template <Arithmetic A, class S = typename A::Scalar>
void apply_softmax(Attention<S>& attention, const A& arithmetic) {
  using std::exp;
  const std::size_t top = looks_largest(attention.logits, arithmetic);
  attention.normaliser = arithmetic.exact(0);
  attention.exponentials.clear();
  attention.exponentials.reserve(attention.keys.size());
  for (std::size_t k = 0; k < attention.keys.size(); ++k) {
    attention.exponentials.push_back(k == top ? arithmetic.exact(1) : exp(attention.logits[k] - attention.logits[top]));
    attention.normaliser += attention.exponentials.back();
  }
}

/// ℓ_ij = α ⟨x_i, x_j⟩ + γ ⟨y_i, C y_j⟩ and the softmax over the query's keys.
template <Arithmetic A, class S = typename A::Scalar>
Attention<S> attend(const State<S>& z, std::size_t query, std::span<const std::size_t> keys, const Layer<S>& layer,
                    const A& arithmetic) {
  numeric::stop_point();
  const std::size_t training_points = z.probe();
  std::vector<S> weighted_label = apply_label_mixing(z.labels[query], layer.delta);  // γ C y_j
  for (S& entry : weighted_label) entry *= layer.gamma;

  Attention<S> attention{keys, {}, {}, {}, arithmetic.exact(0)};
  attention.gram.reserve(training_points);
  attention.logits.reserve(keys.size());
  for (std::size_t i = 0; i < training_points; ++i) attention.gram.push_back(dot(z.features[i], z.features[query]));

  for (const std::size_t i : attention.keys) {
    S logit = dot(z.labels[i], std::span<const S>(weighted_label));
    add_product(logit, layer.alpha, attention.gram[i]);
    attention.logits.push_back(std::move(logit));
  }
  apply_softmax(attention, arithmetic);
  return attention;
}

/// Σ_i A_ij v_i over the keys, v the features or the labels.
template <class S>
std::vector<S> attention_average(const Attention<S>& attention, const Rows<S>& values) {
  std::vector<S> average;
  average.reserve(values.columns());
  for (std::size_t column = 0; column < values.columns(); ++column) {
    average.push_back(weighted_sum(std::span<const S>(attention.exponentials), attention.keys, values, column) /
                      attention.normaliser);
  }
  return average;
}

/// What one query saw and averaged: handed to whoever watches the step.
template <class S>
struct QueryView {
  std::size_t query;
  const Attention<S>& attention;
  const std::vector<S>& feature_average;  ///< a_j = Σ_i A_ij x_i
};

/// Which training points each query attends to, by regime.
class KeySets {
 public:
  KeySets(const Task& task, Regime regime);
  /// Every query attends to all of 0..training_points-1, as in the full regime.
  explicit KeySets(std::size_t training_points);
  /// query in 0..n-1 for training points, n for the probe.
  std::span<const std::size_t> keys_of(std::size_t query) const;

 private:
  std::vector<std::size_t> everyone_;
  std::vector<std::vector<std::size_t>> by_class_;
  std::vector<std::optional<int>> restricted_to_;
};

/// One layer of the recursion (theory.md §2), for every training point and the probe:
///
///     x_j <- x_j + α' Σ_i A_ij x_i          y_j <- y_j + γ' C Σ_i A_ij y_i
///
/// Queries are taken one after another, so memory beyond the two states is one attention column. `watch` sees each
/// query's view before the next one is computed.
template <Arithmetic A, class S = typename A::Scalar, std::invocable<const QueryView<S>&> Watch>
State<S> step(const State<S>& z, const Layer<S>& layer, const KeySets& key_sets, const A& arithmetic, Watch&& watch) {
  State<S> next = z;
  for (std::size_t j = 0; j <= z.probe(); ++j) {
    const Attention<S> attention = attend(z, j, key_sets.keys_of(j), layer, arithmetic);
    const std::vector<S> feature_average = attention_average(attention, z.features);
    const std::vector<S> label_average = attention_average(attention, z.labels);
    const std::vector<S> mixed_average = apply_label_mixing(std::span<const S>(label_average), layer.delta);

    for (std::size_t k = 0; k < feature_average.size(); ++k) {
      add_product(next.features[j][k], layer.alpha_prime, feature_average[k]);
    }
    for (std::size_t c = 0; c < mixed_average.size(); ++c) {
      add_product(next.labels[j][c], layer.gamma_prime, mixed_average[c]);
    }
    watch(QueryView<S>{j, attention, feature_average});
  }
  return next;
}

}  // namespace margincert::recursion
