#include "transformer/predict.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/transformer/random_transformers.hpp"
#include "transformer/forward.hpp"

namespace margincert::transformer_tests {
namespace {

using recursion::Task;
using transformer::Weights;

int reference_prediction(const Weights& weights, const Task& task) {
  const auto last = transformer::states(task, weights, recursion::DoubleArithmetic()).back();
  const auto label = last.labels[last.probe()];
  return static_cast<int>(std::ranges::max_element(label) - label.begin());
}

/// Tasks in runs of equal length, as groups are cut; every third run has a length of its own.
Task task_at(std::uint64_t index) {
  Random random(1, "transformer-predict", index);
  const std::uint64_t run = index / 11;
  return random_group({3, 3, run % 3 == 1 ? 4 + static_cast<int>(run) : 9, 1}, 1, random)[0];
}

TEST_CASE("predictions are the reference's, whatever the tasks' lengths and the number of threads") {
  const Shape shape{3, 3, 9, 3};
  Random random(1, "transformer-predict-weights", 0);
  const Weights weights = unflattened(random_weights(shape, random), shape);
  for (const std::uint64_t count : {0, 1, 7, 33, 150}) {
    std::vector<int> expected;
    std::vector<bool> correct;
    for (std::uint64_t k = 0; k < count; ++k) {
      expected.push_back(reference_prediction(weights, task_at(k)));
      correct.push_back(expected.back() == task_at(k).probe_class);
    }
    for (const int jobs : {1, 3}) {
      CHECK(predictions(weights, task_at, count, jobs) == expected);
      CHECK(correct_predictions(weights, task_at, count, jobs) == correct);
    }
  }
}

TEST_CASE("among equal labels the first is predicted") {
  CHECK(predictions(transformer::zero_weights(3, 3, 2), task_at, 5, 1) == std::vector<int>(5, 0));
}

}  // namespace
}  // namespace margincert::transformer_tests
