#pragma once

#include <doctest/doctest.h>

#include "tests/recursion/random_tasks.hpp"
#include "transformer/symmetry.hpp"
#include "transformer/task_comparison.hpp"

namespace margincert::transformer_tests {

using numeric::Interval;
using numeric::Precision;
using recursion::Parameters;
using recursion::Task;
using recursion_tests::Random;
using transformer::Quantity;
using transformer::Weights;

/// Multiples of 1/64, so that products with δ = -1/K are exact where K is a power of two.
inline Parameters dyadic_parameters(int feature_dim, int classes, int depth, Random& random) {
  Parameters parameters{feature_dim, classes, recursion::MinusOneOverClasses{}, {}};
  const auto draw = [&](int most) { return static_cast<double>(1 + random.below(64 * most)) / 64; };
  for (int t = 0; t < depth; ++t) parameters.layers.push_back({draw(3), -draw(3), draw(1), draw(1)});
  return parameters;
}

inline Weights half_normal_weights(int feature_dim, int classes, int depth, Random& random) {
  Weights weights = transformer::zero_weights(feature_dim, classes, depth);
  for (transformer::LayerWeights& layer : weights.layers) {
    for (recursion::Rows<double>* matrix : {&layer.qk, &layer.ov}) {
      for (std::size_t row = 0; row < matrix->rows(); ++row) {
        for (double& entry : (*matrix)[row]) entry = random.normal() / 2;
      }
    }
  }
  return weights;
}

inline transformer::TaskSource random_tasks(int feature_dim, int classes, int points, std::uint64_t seed = 1) {
  return [=](std::uint64_t index) {
    Random random(seed, "comparison", index);
    return recursion_tests::raw_task({points, classes, feature_dim}, random);
  };
}

/// Does x lie in the enclosure, up to an enclosure of x itself?
inline void check_encloses(const Interval& enclosure, const Interval& x) {
  CHECK_MESSAGE(contains(enclosure, x), enclosure.lo_double(), " .. ", enclosure.hi_double(), " beside ",
                x.mid_double());
  CHECK(width(enclosure).hi_double() < 1e-25);
}

}  // namespace margincert::transformer_tests
