#include "transformer/kernel.hpp"

#include <doctest/doctest.h>
#include <hwy/targets.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <stdexcept>

#include "tests/transformer/kernel_reference.hpp"
#include "tests/transformer/random_transformers.hpp"

namespace margincert::transformer_tests {
namespace {

using recursion::Task;
using transformer::GroupResult;
using transformer::Kernel;
using transformer::tasks_per_group;

/// Entries agree to `tolerance` times the gradient's length.
void check_gradient(std::span<const double> actual, std::span<const double> expected, double tolerance) {
  REQUIRE(actual.size() == expected.size());
  const double allowance = tolerance * norm(expected);
  double worst = 0;
  for (std::size_t k = 0; k < actual.size(); ++k) worst = std::max(worst, std::abs(actual[k] - expected[k]));
  CHECK(worst <= allowance);
}

std::vector<double> label_logits(Kernel& kernel, std::span<const double> weights, std::span<const Task> group) {
  std::vector<double> logits(group.size() * static_cast<std::size_t>(kernel.shape().classes));
  kernel.label_logits(weights, group, logits);
  return logits;
}

void check_against_reference(const Shape& shape, std::size_t tasks, Random& random) {
  const std::vector<double> weights = random_weights(shape, random);
  const std::vector<Task> group = random_group(shape, tasks, random);
  Kernel kernel(shape);
  const std::vector<double> logits = label_logits(kernel, weights, group);
  std::size_t next = 0;
  for (const Task& task : group) {
    for (const double expected :
         reference_label(task, std::span<const double>(weights), shape, recursion::DoubleArithmetic())) {
      CHECK(logits[next++] == doctest::Approx(expected).epsilon(1e-11));
    }
  }
  const GroupResult result = kernel.loss_and_gradient(weights, group);
  CHECK(result.loss == doctest::Approx(reference_loss(std::span<const Task>(group), std::span<const double>(weights),
                                                      shape, recursion::DoubleArithmetic()))
                           .epsilon(1e-11));
  check_gradient(result.gradient, forward_gradient(group, weights, shape), 1e-11);
}

}  // namespace

TEST_CASE("logits, loss and gradient are those of the readable step, on shapes of every kind") {
  Random random(1, "transformer-kernel", 0);
  for (const Shape& shape : {Shape{1, 2, 1, 1}, Shape{1, 2, 1, 3}, Shape{2, 1, 3, 2}, Shape{5, 3, 40, 2},
                             Shape{7, 4, 8, 2}, Shape{3, 2, 9, 4}}) {
    CAPTURE(shape.context);
    check_against_reference(shape, 3, random);
  }
  for (int repetition = 0; repetition < 12; ++repetition) {
    CAPTURE(repetition);
    check_against_reference(random_transformer_shape(random), 1 + random.below(tasks_per_group), random);
  }
}

TEST_CASE("the gradient is the limit of difference quotients") {
  Random random(1, "transformer-kernel", 1);
  for (int repetition = 0; repetition < 6; ++repetition) {
    CAPTURE(repetition);
    const Shape shape = random_transformer_shape(random);
    const std::vector<double> weights = random_weights(shape, random), direction = random_weights(shape, random, 1);
    const std::vector<Task> group = random_group(shape, 2, random);
    const std::vector<double> gradient = Kernel(shape).loss_and_gradient(weights, group).gradient;
    CHECK(std::abs(dot_product(gradient, direction) - difference_quotient(group, weights, direction, shape)) <=
          1e-12 * norm(gradient) * norm(direction));
  }
}

TEST_CASE("attention that is too much to keep is computed again") {
  const Shape shape{1, 2, 400, 2};  // 400 · 401 attention weights of 64 bytes are more than 8 MiB
  Random random(1, "transformer-kernel", 2);
  const std::vector<double> weights = random_weights(shape, random), direction = random_weights(shape, random, 1);
  const std::vector<Task> group = random_group(shape, 1, random);
  const std::vector<double> gradient = Kernel(shape).loss_and_gradient(weights, group).gradient;
  CHECK(std::abs(dot_product(gradient, direction) - slope_along(group, weights, direction, shape)) <=
        1e-12 * norm(gradient) * norm(direction));
}

TEST_CASE("a group is the sum of its tasks, one after another, bit for bit") {
  Random random(1, "transformer-kernel", 3);
  const Shape shape{3, 3, 11, 3};
  const std::vector<double> weights = random_weights(shape, random);
  const std::vector<Task> all = random_group(shape, tasks_per_group, random);
  Kernel kernel(shape);
  for (std::size_t count = 1; count <= tasks_per_group; ++count) {
    const std::span<const Task> group = std::span(all).first(count);
    GroupResult sum{0, 0, std::vector<double>(shape.weights())};
    std::vector<double> logits;
    for (const Task& task : group) {
      const GroupResult single = kernel.loss_and_gradient(weights, std::span(&task, 1));
      sum.loss += single.loss;
      sum.correct += single.correct;
      for (std::size_t k = 0; k < sum.gradient.size(); ++k) sum.gradient[k] += single.gradient[k];
      std::ranges::copy(label_logits(kernel, weights, std::span(&task, 1)), std::back_inserter(logits));
    }
    const GroupResult together = kernel.loss_and_gradient(weights, group);
    CHECK(together.loss == sum.loss);
    CHECK(together.correct == sum.correct);
    CHECK(together.gradient == sum.gradient);
    CHECK(label_logits(kernel, weights, group) == logits);
  }
}

TEST_CASE("right predictions are counted, equal logits for the first") {
  Random random(1, "transformer-kernel", 4);
  const Shape shape{2, 3, 6, 2};
  Kernel kernel(shape);
  for (int repetition = 0; repetition < 8; ++repetition) {
    const std::vector<double> weights = random_weights(shape, random);
    const std::vector<Task> group = random_group(shape, 7, random);
    const std::vector<double> logits = label_logits(kernel, weights, group);
    int correct = 0;
    for (std::size_t k = 0; k < group.size(); ++k) {
      const auto label = std::span(logits).subspan(3 * k, 3);
      correct += std::ranges::max_element(label) - label.begin() == group[k].probe_class ? 1 : 0;
    }
    CHECK(kernel.loss_and_gradient(weights, group).correct == correct);
  }
}

TEST_CASE("zero weights: the loss is log K, and no W_QK has a gradient") {
  Random random(1, "transformer-kernel", 5);
  const Shape shape{2, 3, 6, 2};
  std::vector<Task> group = random_group(shape, 3, random);
  for (std::size_t k = 0; k < group.size(); ++k) group[k].probe_class = static_cast<int>(k);
  const std::vector<double> weights(shape.weights());
  const GroupResult result = Kernel(shape).loss_and_gradient(weights, group);
  CHECK(result.loss == doctest::Approx(3 * std::log(3.0)).epsilon(1e-15));
  CHECK(result.correct == 1);
  check_gradient(result.gradient, forward_gradient(group, weights, shape), 1e-14);
  const std::span<const double> by_weight = result.gradient;
  CHECK(norm(by_weight.subspan(0, 25)) == 0);
  CHECK(norm(by_weight.subspan(25, 25)) > 0);
  CHECK(norm(by_weight.subspan(50, 25)) == 0);
}

TEST_CASE("saturated attention: no NaN, and still the reference's gradient") {
  Random random(1, "transformer-kernel", 6);
  const Shape shape{3, 2, 10, 3};
  const std::vector<Task> group = random_group(shape, 5, random);
  Kernel kernel(shape);
  for (const double size : {30.0, 1e4, 1e30}) {
    std::vector<double> weights = random_weights(shape, random, 0.5);
    const auto qk_size = static_cast<std::size_t>(shape.width() * shape.width());
    for (std::size_t k = 0; k < weights.size(); ++k) weights[k] *= (k / qk_size) % 2 == 0 ? size : 1;
    const GroupResult result = kernel.loss_and_gradient(weights, group);
    CHECK(std::isfinite(result.loss));
    CHECK(std::ranges::all_of(result.gradient, [](double x) { return std::isfinite(x); }));
    if (size < 100) check_gradient(result.gradient, forward_gradient(group, weights, shape), 1e-9);
  }
}

TEST_CASE("all vectors with fused multiply-add give the same bits, all others nearly") {
  Random random(1, "transformer-kernel", 7);
  const Shape shape{3, 2, 13, 3};
  const std::vector<double> weights = random_weights(shape, random);
  const std::vector<Task> group = random_group(shape, 7, random);
  const GroupResult best = Kernel(shape).loss_and_gradient(weights, group);
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    CAPTURE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target | HWY_STATIC_TARGET);
    const GroupResult here = Kernel(shape).loss_and_gradient(weights, group);
    hwy::SetSupportedTargetsForTest(0);
    check_gradient(here.gradient, best.gradient, 1e-12);
    if (target == HWY_AVX2 || target == HWY_AVX3) {
      CHECK(here.loss == best.loss);
      CHECK(here.gradient == best.gradient);
    }
  }
}

TEST_CASE("flattened weights come back") {
  Random random(1, "transformer-kernel", 8);
  const Shape shape{2, 3, 4, 2};
  const std::vector<double> flat = random_weights(shape, random);
  const transformer::Weights weights = unflattened(flat, shape);
  CHECK(weights.context == 4);
  CHECK(weights.layers[0].qk[0][1] == flat[1]);
  CHECK(weights.layers[0].ov[0][0] == flat[25]);
  CHECK(weights.layers[1].qk[4][4] == flat[74]);
  CHECK(flattened(weights) == flat);
  CHECK_THROWS_AS(unflattened(std::span(flat).first(99), shape), std::invalid_argument);
}

TEST_CASE("what is not of the shape is refused") {
  Random random(1, "transformer-kernel", 9);
  const Shape shape{2, 3, 4, 2};
  const std::vector<double> weights = random_weights(shape, random);
  const std::vector<Task> nine = random_group(shape, 9, random);
  const std::span<const Task> group = std::span(nine).first(2);
  Kernel kernel(shape);
  const auto refuses = [&](std::span<const double> some_weights, std::span<const Task> tasks, std::size_t logits) {
    std::vector<double> out(logits);
    CHECK_THROWS_AS(kernel.label_logits(some_weights, tasks, out), std::invalid_argument);
  };
  refuses(std::span(weights).first(99), group, 6);
  refuses(weights, nine, 27);
  refuses(weights, {}, 0);
  refuses(weights, group, 5);
  for (const Shape& other : {Shape{1, 3, 4, 2}, Shape{2, 4, 4, 2}, Shape{2, 3, 5, 2}}) {
    const std::vector<Task> misfit = random_group(other, 1, random);
    CHECK_THROWS_AS(kernel.loss_and_gradient(weights, misfit), std::invalid_argument);
  }
  std::vector<Task> unknown_class = random_group(shape, 1, random);
  unknown_class[0].probe_class = 3;
  CHECK_THROWS_AS(kernel.loss_and_gradient(weights, unknown_class), std::invalid_argument);
  CHECK_THROWS_AS(Kernel(Shape{2, 3, 0, 2}), std::invalid_argument);
}

}  // namespace margincert::transformer_tests
