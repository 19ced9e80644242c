#pragma once

#include <span>
#include <vector>

#include "generators/counter_random.hpp"
#include "recursion/task.hpp"
#include "transformer/symmetry.hpp"
#include "transformer/weights.hpp"

/// Small weights and tasks for tests. "Short" numbers are multiples of 1/16 below 2: sums of a few are exact in
/// binary64, so that what is equal on paper is equal here.
namespace margincert::transformer_tests {

using generators::Random;
using recursion::Rows;

inline double short_number(Random& random) { return static_cast<double>(random.below(63)) / 16 - 31.0 / 16; }

inline Rows<double> random_matrix(int width, Random& random) {
  Rows<double> matrix(static_cast<std::size_t>(width), static_cast<std::size_t>(width), 0.0);
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    for (double& entry : matrix[row]) entry = random.normal();
  }
  return matrix;
}

inline transformer::Weights random_weights(int feature_dim, int classes, int depth, Random& random) {
  transformer::Weights weights = transformer::zero_weights(feature_dim, classes, depth);
  for (transformer::LayerWeights& layer : weights.layers) {
    layer = {random_matrix(weights.width(), random), random_matrix(weights.width(), random)};
  }
  return weights;
}

/// Labelled throughout, but for the first point if `unlabelled_point` is set; every class has a point if there are
/// enough.
inline recursion::Task random_task(int feature_dim, int classes, int points, bool unlabelled_point, Random& random) {
  recursion::Task task{
      classes, Rows<double>(static_cast<std::size_t>(points), static_cast<std::size_t>(feature_dim), 0.0), {}, {}, 0};
  for (int i = 0; i < points; ++i) {
    for (double& x : task.features[static_cast<std::size_t>(i)]) x = short_number(random) / 2;
    task.labels.push_back(i == 0 && unlabelled_point ? std::nullopt : std::optional(i % classes));
  }
  for (int k = 0; k < feature_dim; ++k) task.probe.push_back(short_number(random) / 2);
  return task;
}

}  // namespace margincert::transformer_tests
