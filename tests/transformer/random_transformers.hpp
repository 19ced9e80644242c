#pragma once

#include <vector>

#include "generators/counter_random.hpp"
#include "tests/recursion/random_tasks.hpp"
#include "transformer/kernel.hpp"

/// Small random transformers of every shape, and tasks for them.
namespace margincert::transformer_tests {

using generators::Random;
using transformer::Shape;

inline Shape random_transformer_shape(Random& random) {
  return {1 + static_cast<int>(random.below(6)), 2 + static_cast<int>(random.below(4)),
          1 + static_cast<int>(random.below(21)), 1 + static_cast<int>(random.below(4))};
}

inline std::vector<double> random_weights(const Shape& shape, Random& random, double size = 0.7) {
  std::vector<double> weights(shape.weights());
  for (double& weight : weights) weight = size * random.normal();
  return weights;
}

/// One point in six is unlabelled, and classes may be empty.
inline std::vector<recursion::Task> random_group(const Shape& shape, std::size_t count, Random& random) {
  std::vector<recursion::Task> group;
  for (std::size_t k = 0; k < count; ++k) {
    group.push_back(recursion_tests::raw_task({shape.context, shape.classes, shape.feature_dim}, random));
  }
  return group;
}

}  // namespace margincert::transformer_tests
