#include "transformer/predict.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/transformer/random_transformers.hpp"
#include "transformer/certified_prediction.hpp"
#include "transformer/evaluation.hpp"
#include "transformer/forward.hpp"

namespace margincert::transformer_tests {
namespace {

using recursion::Task;
using transformer::Prediction;
using transformer::Weights;

transformer::Prediction reference_prediction(const Weights& weights, const Task& task) {
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
    std::vector<Prediction> expected;
    for (std::uint64_t k = 0; k < count; ++k) expected.push_back(reference_prediction(weights, task_at(k)));
    for (const int jobs : {1, 3}) {
      CHECK(predictions(weights, task_at, count, jobs) == expected);
      CHECK(transformer::Predictor(weights, jobs)(task_at, count) == expected);
    }
  }
}

TEST_CASE("among equal labels the first is predicted") {
  CHECK(predictions(transformer::zero_weights(3, 3, 2), task_at, 5, 1) == std::vector<Prediction>(5, 0));
}

/// Features grow by a factor of 2^300 a layer, in the direction that they have; labels move by the attention's average.
/// From the second layer on, attention is on the point nearest in direction, to all digits, and its logits overflow.
Weights growing(int depth) {
  Weights weights = transformer::zero_weights(2, 2, depth);
  for (transformer::LayerWeights& layer : weights.layers) {
    for (std::size_t k = 0; k < 4; ++k) layer.ov[k][k] = k < 2 ? 0x1p300 : 1;
    for (std::size_t k = 0; k < 2; ++k) layer.qk[k][k] = 1;
  }
  return weights;
}

/// The probe is of the class whose one point it is near to.
Task near_one_of_two(std::uint64_t index) {
  const int own = static_cast<int>(index % 2);
  Task task{2, recursion::Rows<double>(2, 2, 0.0), {0, 1}, {own == 0 ? 0.75 : 0.25, own == 0 ? 0.25 : 0.75}, own};
  task.features[0][0] = task.features[1][1] = 1;
  return task;
}

TEST_CASE("what overflows binary64 is no prediction of it, and the class that enclosures say") {
  const Weights weights = growing(4);
  const std::vector<Prediction> none(6), right{0, 1, 0, 1, 0, 1};
  CHECK(predictions(weights, near_one_of_two, 6, 1) == none);
  CHECK(transformer::Predictor(weights, 2)(near_one_of_two, 6) == right);
}

TEST_CASE("as many tasks are asked of enclosures as the allowance pays for, one at least, in order") {
  const Weights weights = growing(4);
  const auto stopped = [] { return false; };
  const std::uint64_t each = transformer::work_of_prediction(weights, 2);
  for (const auto& [allowance, asked] : {std::pair<std::uint64_t, int>{1, 1}, {3 * each, 3}, {100 * each, 5}}) {
    transformer::Predictor predict(weights, 1, stopped, allowance);
    const auto first = predict(near_one_of_two, 2);
    const auto later = predict([](std::uint64_t k) { return near_one_of_two(k); }, 3);
    const auto known = [](const std::vector<Prediction>& some) {
      return std::ranges::count_if(some, [](const Prediction& one) { return one.has_value(); });
    };
    CHECK(known(first) + known(later) == asked);
    CHECK(known(first) == std::min(asked, 2));
  }
  transformer::Predictor cut(weights, 1, [] { return true; });
  CHECK(cut(near_one_of_two, 2) == std::vector<Prediction>(2));
  CHECK(cut.was_cut_short());
}

TEST_CASE("a logit that overflows to minus infinity does not pass for one that is far below") {
  // W_QK z of class 1's point has an entry of 2^1023 of which three are added, less four halves: 2^1023 in real numbers
  // and infinite in binary64, with the sign that comes first.
  Weights weights = transformer::zero_weights(2, 2, 1);
  for (std::size_t k = 2; k < 4; ++k) weights.layers[0].ov[k][k] = 1;
  weights.layers[0].qk = recursion::Rows<double>(4, 4, 0.0);
  weights.layers[0].qk[0][0] = -0x1p1023;
  weights.layers[0].qk[1][0] = 0x1p1023;
  Task task{2, recursion::Rows<double>(2, 2, 0.0), {0, 1}, {1, 0}, 1};
  task.features[1][0] = 2, task.features[1][1] = 3;  // -2^1024 + 3 2^1023 = 2^1023 beside the other point's 0
  const auto source = [&](std::uint64_t) { return task; };
  CHECK(predictions(weights, source, 1, 1) == std::vector<Prediction>(1));
  CHECK(transformer::Predictor(weights, 1)(source, 1) == std::vector<Prediction>{1});
}

TEST_CASE("a class is predicted of enclosures only where it is certain, and of equals the first") {
  using numeric::Interval;
  const numeric::Precision precision(53);
  const auto predicted = [&](std::vector<std::pair<double, double>> ends) {
    std::vector<Interval> label;
    for (const auto& [lo, hi] : ends) label.push_back(Interval::between(lo, hi, precision));
    return transformer::predicted_class(std::span<const Interval>(label));
  };
  CHECK(predicted({{0, 1}, {2, 3}, {1, 1.5}}) == 1);
  CHECK(predicted({{1, 1}, {1, 1}}) == 0);
  CHECK(predicted({{0, 1}, {1, 1}}) == std::nullopt);
  CHECK(predicted({{1, 1}, {0, 1}}) == 0);
  CHECK(predicted({{0, 2}, {1, 3}}) == std::nullopt);
  CHECK(predicted({{0, 1}, {1, 0}, {-5, -4}}) == std::nullopt);  // one is poison
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  CHECK(transformer::predicted_class(std::vector{1.0, 2.0}) == 1);
  for (const double none : {nan, infinity, -infinity}) {
    CHECK(transformer::predicted_class(std::vector{1.0, none}) == std::nullopt);
    CHECK(transformer::predicted_class(std::vector{none, 1.0}) == std::nullopt);
  }
}

TEST_CASE("an evaluation counts what is right and what is none, and sums cross-entropies") {
  const auto tied = evaluate(transformer::zero_weights(2, 2, 1), near_one_of_two, 4, 1);
  CHECK((tied.tasks == 4 && tied.correct == 2 && tied.unpredicted == 0));
  CHECK(tied.mean_loss() == doctest::Approx(std::log(2)));
  const auto overflown = evaluate(growing(4), near_one_of_two, 4, 1);
  CHECK((overflown.tasks == 4 && overflown.correct == 0 && overflown.unpredicted == 4));
  CHECK_FALSE(std::isfinite(overflown.loss));
}

TEST_CASE("a training diverged whose model overflows, or whose loss grew by more than log K") {
  using transformer::Evaluation;
  const auto start = [] { return Evaluation{2, 1, 0, 2 * 1.5}; };
  const auto diverged = [&](const Evaluation& at_end) { return divergence(at_end, 3, start).has_value(); };
  CHECK_FALSE(diverged({2, 1, 0, 2 * 1.0}));
  CHECK_FALSE(diverged({2, 1, 0, 2 * 2.59}));  // log 3 = 1.0986
  CHECK(diverged({2, 1, 0, 2 * 2.6}));
  CHECK(diverged({2, 1, 0, HUGE_VAL}));
  CHECK(diverged({2, 1, 1, std::numeric_limits<double>::quiet_NaN()}));
}

}  // namespace
}  // namespace margincert::transformer_tests
