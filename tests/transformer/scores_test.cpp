#include "transformer/scores.hpp"

#include <doctest/doctest.h>

#include "tests/transformer/weight_examples.hpp"

namespace margincert::transformer_tests {
namespace {

using transformer::score;
using transformer::Score;
using transformer::Scores;
using transformer::Weights;

recursion::Task scored_task(std::uint64_t index) {
  Random random(1, "scores", index);
  recursion::Task task = random_task(2, 3, 4, false, random);
  task.probe_class = static_cast<int>(index % 3);
  return task;
}

struct Pair {
  Weights first, second;
};
Pair random_pair() {
  Random random(2, "scores", 0);
  const Weights first = random_weights(2, 3, 2, random);
  return {first, symmetrised(first)};
}

const numeric::RunControl to_the_end;

TEST_CASE("scores count what the predictions themselves say") {
  const auto [first, second] = random_pair();
  constexpr long count = 700;
  const Scores scores = score({&first, &second}, scored_task, count, to_the_end);
  const auto one = predictions(first, scored_task, count, 1), other = predictions(second, scored_task, count, 1);
  Score own, expected;
  for (std::size_t k = 0; k < count; ++k) {
    const int truth = static_cast<int>(k % 3);
    own.correct += one[k] == truth;
    expected.correct += other[k] == truth;
    expected.same += one[k] == other[k];
    expected.only_first += one[k] == truth && other[k] != truth;
    expected.only_this += one[k] != truth && other[k] == truth;
  }
  own.same = count;
  CHECK(scores.tasks == count);
  CHECK(scores.each == std::vector<Score>{own, expected});
  for (const long number : {expected.only_first, expected.only_this, count - expected.same}) CHECK(number > 0);
  CHECK(score({&first, &second}, scored_task, count, {.threads = 3}).each == scores.each);
}

TEST_CASE("scores that are stopped speak of the tasks done until then") {
  const auto [first, second] = random_pair();
  std::vector<std::uint64_t> heard;
  const auto hear = [&](const numeric::Progress& how_far) {
    if (how_far.done > 0) heard.push_back(how_far.done);
  };
  const numeric::RunControl until_the_first{1, [&] { return !heard.empty(); }, hear};
  const Scores stopped = score({&first, &second}, scored_task, 5000, until_the_first);
  REQUIRE(heard.size() == 1);
  CHECK(heard[0] > 0);
  CHECK(static_cast<std::uint64_t>(stopped.tasks) == heard[0]);
  CHECK(stopped.each == score({&first, &second}, scored_task, heard[0], to_the_end).each);
  CHECK(score({&first, &second}, scored_task, 5000, until_the_first).tasks == 0);
}

TEST_CASE("a task without a prediction is neither right nor wrong, and no agreement") {
  // Feature steps of 1e200 overflow in the logits of the third layer; with all labels equal no enclosure decides.
  Weights overflows = transformer::zero_weights(2, 3, 3);
  for (transformer::LayerWeights& layer : overflows.layers) {
    for (std::size_t k = 0; k < 2; ++k) layer.ov[k][k] = 1e200, layer.qk[k][k] = 1;
    for (std::size_t row = 2; row < 5; ++row) layer.ov[row][0] = 1;
  }
  const Weights first = random_pair().first;
  const Scores scores = score({&first, &overflows}, scored_task, 3, to_the_end);
  CHECK(scores.each[0].unpredicted == 0);
  CHECK(scores.each[1] == Score{.unpredicted = 3, .unpaired = 3});
}

}  // namespace
}  // namespace margincert::transformer_tests
