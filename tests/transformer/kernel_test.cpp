#include "transformer/kernel.hpp"

#include <doctest/doctest.h>
#include <hwy/targets.h>

#include <algorithm>
#include <boost/multiprecision/mpfr.hpp>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <stdexcept>

#include "tests/transformer/random_transformers.hpp"
#include "transformer/forward.hpp"

namespace margincert::transformer_tests {
namespace {

using recursion::Rows;
using recursion::Task;
using transformer::GroupResult;
using transformer::Kernel;
using transformer::LayerMatrices;
using transformer::tasks_per_group;

/// A scalar with 60 digits, so that a difference quotient with step 1e-20 has 20 right ones.
using Decimal =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<60>, boost::multiprecision::et_off>;
struct DecimalArithmetic {
  using Scalar = Decimal;
  Scalar exact(double x) const { return Scalar(x); }
  Scalar ratio(long numerator, long denominator) const { return Scalar(numerator) / Scalar(denominator); }
  double steering_value(const Scalar& s) const { return s.convert_to<double>(); }
};

template <class S>
std::vector<LayerMatrices<S>> matrices_of(std::span<const S> flat, const Shape& shape) {
  const auto width = static_cast<std::size_t>(shape.width());
  std::vector<LayerMatrices<S>> layers(static_cast<std::size_t>(shape.layers),
                                       {Rows<S>(width, width, flat[0]), Rows<S>(width, width, flat[0])});
  auto next = flat.begin();
  for (LayerMatrices<S>& layer : layers) {
    for (Rows<S>* matrix : {&layer.qk, &layer.ov}) {
      for (std::size_t row = 0; row < width; ++row) {
        for (S& entry : (*matrix)[row]) entry = *next++;
      }
    }
  }
  return layers;
}

/// y_*^T by the readable step.
template <recursion::Arithmetic A, class S = typename A::Scalar>
std::vector<S> reference_label(const Task& task, std::span<const S> weights, const Shape& shape, const A& arithmetic) {
  recursion::State<S> z = recursion::initial_state(task, arithmetic);
  for (const LayerMatrices<S>& layer : matrices_of<S>(weights, shape)) {
    z = transformer::step(z, layer, arithmetic, [](const recursion::QueryView<S>&) {});
  }
  const auto label = z.labels[z.probe()];
  return {label.begin(), label.end()};
}

template <recursion::Arithmetic A, class S = typename A::Scalar>
S reference_loss(std::span<const Task> group, std::span<const S> weights, const Shape& shape, const A& arithmetic) {
  using std::exp, std::log;
  S loss = arithmetic.exact(0);
  for (const Task& task : group) {
    const std::vector<S> label = reference_label<A>(task, weights, shape, arithmetic);
    S sum = arithmetic.exact(0);
    for (const S& logit : label) sum += exp(logit - label[task.probe_class]);
    loss += log(sum);
  }
  return loss;
}

double dot_product(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}
double norm(std::span<const double> vector) { return std::sqrt(dot_product(vector, vector)); }

/// ∂loss/∂(every weight) by forward differentiation, eight weights at once.
std::vector<double> forward_gradient(std::span<const Task> group, std::span<const double> weights, const Shape& shape) {
  using Slope = recursion::SlopeArithmetic::Scalar;
  std::vector<double> gradient;
  for (std::size_t first = 0; first < weights.size(); first += recursion::directions_at_once) {
    std::vector<Slope> moving(weights.begin(), weights.end());
    const std::size_t count = std::min(recursion::directions_at_once, weights.size() - first);
    for (std::size_t k = 0; k < count; ++k) moving[first + k].slope[k] = 1;
    const Slope loss = reference_loss(group, std::span<const Slope>(moving), shape, recursion::SlopeArithmetic());
    gradient.insert(gradient.end(), loss.slope.begin(), loss.slope.begin() + static_cast<long>(count));
  }
  return gradient;
}

/// d/ds loss(w + s v) at s = 0 by forward differentiation.
double slope_along(std::span<const Task> group, std::span<const double> weights, std::span<const double> direction,
                   const Shape& shape) {
  using Slope = recursion::SlopeArithmetic::Scalar;
  std::vector<Slope> moving(weights.begin(), weights.end());
  for (std::size_t k = 0; k < moving.size(); ++k) moving[k].slope[0] = direction[k];
  return reference_loss(group, std::span<const Slope>(moving), shape, recursion::SlopeArithmetic()).slope[0];
}

/// (loss(w + h v) - loss(w - h v)) / 2h in 60 digits.
double difference_quotient(std::span<const Task> group, std::span<const double> weights,
                           std::span<const double> direction, const Shape& shape) {
  const Decimal step("1e-20");
  const auto loss_at = [&](int sign) {
    std::vector<Decimal> moved;
    for (std::size_t k = 0; k < weights.size(); ++k) moved.push_back(weights[k] + sign * step * direction[k]);
    return reference_loss(group, std::span<const Decimal>(moved), shape, DecimalArithmetic());
  };
  return Decimal((loss_at(1) - loss_at(-1)) / (2 * step)).convert_to<double>();
}

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
