#pragma once

#include <numeric>
#include <span>
#include <vector>

#include "numeric/stop.hpp"
#include "recursion/step.hpp"
#include "recursion/trajectory.hpp"
#include "transformer/weights.hpp"

namespace margincert::transformer {

using recursion::Arithmetic;
using recursion::Attention;
using recursion::dot;
using recursion::QueryView;
using recursion::Rows;
using recursion::State;

/// One layer's matrices as scalars.
template <class S>
struct LayerMatrices {
  Rows<S> qk, ov;
};

/// The weights are the exact numbers that stand in the file.
template <Arithmetic A, class S = typename A::Scalar>
LayerMatrices<S> matrices_at(const Weights& weights, int t, const A& arithmetic) {
  const auto exactly = [&](const Rows<double>& from) {
    Rows<S> to(from.rows(), from.columns(), arithmetic.exact(0));
    for (std::size_t row = 0; row < from.rows(); ++row) {
      for (std::size_t column = 0; column < from.columns(); ++column) {
        to[row][column] = arithmetic.exact(from[row][column]);
      }
    }
    return to;
  };
  return {exactly(weights.layers[t].qk), exactly(weights.layers[t].ov)};
}

/// W [x; y], the token in its two blocks.
template <class S>
std::vector<S> apply_matrix(const Rows<S>& matrix, std::span<const S> x, std::span<const S> y) {
  std::vector<S> result;
  result.reserve(matrix.rows());
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    S sum = dot(matrix[row].first(x.size()), x);
    sum += dot(matrix[row].subspan(x.size()), y);
    result.push_back(std::move(sum));
  }
  return result;
}

/// ℓ_ij = z_iᵀ W_QK z_j over all training points i, and its softmax. The Gram products stay empty: no formula of the
/// transformer has them.
template <Arithmetic A, class S = typename A::Scalar>
Attention<S> attend(const State<S>& z, std::size_t query, std::span<const std::size_t> keys,
                    const LayerMatrices<S>& layer, const A& arithmetic) {
  numeric::stop_point();
  const std::vector<S> u = apply_matrix<S>(layer.qk, z.features[query], z.labels[query]);  // W_QK z_j
  const std::size_t d = z.features.columns();
  const std::span<const S> u_features = std::span(u).first(d), u_labels = std::span(u).subspan(d);
  Attention<S> attention{keys, {}, {}, {}, arithmetic.exact(0)};
  attention.logits.reserve(keys.size());
  for (const std::size_t i : keys) {
    S logit = dot(z.features[i], u_features);
    logit += dot(z.labels[i], u_labels);
    attention.logits.push_back(std::move(logit));
  }
  apply_softmax(attention, arithmetic);
  return attention;
}

/// One layer of the transformer (theory.md §1), for every training point and the probe:
///
///     z_j <- z_j + W_OV Σ_i A_ij z_i          z = [x; y]
///
/// `watch` sees each query's attention and average of the features before the next one is computed.
template <Arithmetic A, class S = typename A::Scalar, std::invocable<const QueryView<S>&> Watch>
State<S> step(const State<S>& z, const LayerMatrices<S>& layer, const A& arithmetic, Watch&& watch) {
  std::vector<std::size_t> keys(z.probe());
  std::iota(keys.begin(), keys.end(), 0);
  State<S> next = z;
  for (std::size_t j = 0; j <= z.probe(); ++j) {
    const Attention<S> attention = attend(z, j, keys, layer, arithmetic);
    const std::vector<S> feature_average = attention_average(attention, z.features);
    const std::vector<S> label_average = attention_average(attention, z.labels);
    const std::vector<S> update = apply_matrix<S>(layer.ov, feature_average, label_average);
    for (std::size_t k = 0; k < feature_average.size(); ++k) next.features[j][k] += update[k];
    for (std::size_t c = 0; c < label_average.size(); ++c) next.labels[j][c] += update[feature_average.size() + c];
    watch(QueryView<S>{j, attention, feature_average});
  }
  return next;
}

/// The states of layers 0..T.
template <Arithmetic A, class S = typename A::Scalar>
std::vector<State<S>> states(const recursion::Task& task, const Weights& weights, const A& arithmetic) {
  std::vector<State<S>> all{recursion::initial_state(task, arithmetic)};
  for (int t = 0; t < weights.depth(); ++t) {
    all.push_back(step(all.back(), matrices_at(weights, t, arithmetic), arithmetic, [](const QueryView<S>&) {}));
  }
  return all;
}

}  // namespace margincert::transformer
