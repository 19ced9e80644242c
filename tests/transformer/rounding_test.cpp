#include "transformer/rounding.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "generators/family.hpp"
#include "transformer/forward.hpp"
#include "transformer/symmetry.hpp"

namespace margincert::transformer_tests {
namespace {

using generators::Random;
using numeric::Computed;
using recursion::Task;
using transformer::ProgramRun;
using transformer::Weights;

constexpr int feature_dim = 3, classes = 3, depth = 3;

Weights scaled_random_weights(double scale, std::uint64_t index) {
  Random random(7, "rounding-test-weights", index);
  Weights weights = transformer::zero_weights(feature_dim, classes, depth);
  for (auto& layer : weights.layers) {
    for (auto* matrix : {&layer.qk, &layer.ov}) {
      for (std::size_t row = 0; row < matrix->rows(); ++row) {
        for (double& entry : (*matrix)[row]) entry = scale * random.normal();
      }
    }
  }
  return weights;
}

Task task_of_family(const std::string& family, std::uint64_t index) {
  const recursion::Parameters shape{feature_dim, classes, recursion::MinusOneOverClasses{}, {}};
  const auto& chosen = generators::find_family(family);
  const std::vector<std::string> size{"n=9"};
  return make_task(chosen, read_settings(chosen, size), shape, 11, index);
}

TEST_CASE("this machine's runs lie inside at every layer, and within the stated errors") {
  for (const char* family : {"no-margin", "coincident", "near-tie", "cancellation", "saturated", "antipodal"}) {
    for (std::uint64_t index = 0; index < 4; ++index) {
      for (const double scale : {0.3, 1.0, 3.0}) {
        const Task task = task_of_family(family, index);
        const Weights weights = scaled_random_weights(scale, index);
        CAPTURE(family);
        CAPTURE(index);
        CAPTURE(scale);
        CHECK(is_inside(run_program(task, weights), enclose_program(task, weights)));
      }
    }
  }
}

TEST_CASE("the enclosure of the error holds the actual error and is not far above it") {
  for (std::uint64_t index = 0; index < 6; ++index) {
    const Task task = task_of_family("no-margin", index);
    const Weights weights = scaled_random_weights(0.5, index);
    const transformer::RoundingError error = rounding_error(task, weights);
    CHECK(error.own_run_is_inside);
    CHECK(error.own_exp_is_within_bound);
    REQUIRE(error.layers.size() == depth + 1);
    CHECK(error.layers[0].labels.hi_double() == 0);

    const auto actual = transformer::states(task, weights, recursion::DoubleArithmetic()).back();
    const recursion::IntervalArithmetic precise{numeric::Precision(256)};
    const auto exact = transformer::states(task, weights, precise).back();
    double worst = 0;
    for (std::size_t j = 0; j <= actual.probe(); ++j) {
      for (std::size_t k = 0; k < feature_dim; ++k) {
        worst = std::max(worst, abs(precise.exact(actual.features[j][k]) - exact.features[j][k]).hi_double());
      }
    }
    const numeric::Interval& bound = error.layers.back().features;
    CAPTURE(worst);
    CAPTURE(bound.lo_double());
    CAPTURE(bound.hi_double());
    CHECK(worst <= bound.hi_double());
    CHECK(worst >= bound.lo_double());
    CHECK(bound.hi_double() < 1e5 * worst);  // it grows by some 60 a layer, the error itself hardly
    CHECK(error.layers[1].features.hi_double() < 1e-14);
  }
}

TEST_CASE("weights that saturate, vanish or overflow") {
  const Task task = task_of_family("no-margin", 0);
  SUBCASE("saturated: attention of nearly 1 and subnormal exponentials") {
    Weights weights = scaled_random_weights(0.1, 0);
    for (std::size_t k = 0; k < 6; ++k) weights.layers[0].qk[k][k] = 900;
    CHECK(rounding_error(task, weights).own_run_is_inside);
    CHECK(!rounding_error(task, weights).layers.back().features.is_poisoned());
  }
  SUBCASE("subnormal weights") {
    const Weights weights = scaled_random_weights(0x1p-1060, 0);
    const auto error = rounding_error(task, weights);
    CHECK(error.own_run_is_inside);
    CHECK(error.layers.back().labels.hi_double() < 1e-30);  // what 113 bits leave open of the exact values
  }
  SUBCASE("far beyond what one layer makes of numbers near 1") {
    Weights weights = scaled_random_weights(1, 0);
    for (std::size_t k = 0; k < 6; ++k) weights.layers[2].ov[k][k] = 0x1p600;
    const auto error = rounding_error(task, weights);
    CHECK(error.own_run_is_inside);
    CHECK(error.layers.back().features.is_finite());
  }
  SUBCASE("overflow is told, not enclosed") {
    Weights weights = scaled_random_weights(1, 0);
    for (std::size_t k = 0; k < 6; ++k) weights.layers[0].qk[k][k] = 0x1p1023, weights.layers[0].ov[k][k] = 0x1p1023;
    const auto error = rounding_error(task, weights);
    CHECK(!error.own_run_is_inside);
    CHECK(error.layers.back().features.is_poisoned());
  }
}

/// Two keys whose logits no program can tell apart for sure: whichever it shifts by, its exponentials are inside.
TEST_CASE("the softmax holds both shifts where the largest logit is open") {
  const double least = 1, greatest = 1 + 0x1p-40, third = -3;
  const std::vector<std::size_t> keys{0, 1, 2};
  recursion::Attention<Computed> attention{
      keys, {}, {Computed::between(least, greatest), Computed(1 + 0x1p-41), Computed(third)}, {}, Computed(0)};
  apply_softmax(attention, transformer::ComputedArithmetic());
  for (const double first : {least, 1 + 0x1p-42, greatest}) {
    recursion::Attention<double> actual{keys, {}, {first, 1 + 0x1p-41, third}, {}, 0};
    recursion::apply_softmax(actual, recursion::DoubleArithmetic());
    for (std::size_t k = 0; k < 3; ++k) CHECK(attention.exponentials[k].contains(actual.exponentials[k]));
    CHECK(attention.normaliser.contains(actual.normaliser));
  }
  // Where it is certain, nothing is lost: the top key's exponential is the point 1.
  attention.logits[0] = Computed(2);
  apply_softmax(attention, transformer::ComputedArithmetic());
  CHECK(attention.exponentials[0].is_point());
}

TEST_CASE("other programs fall outside") {
  const Task task = task_of_family("no-margin", 1);
  const Weights weights = scaled_random_weights(1, 1);
  const auto enclosure = enclose_program(task, weights);
  ProgramRun<double> run = run_program(task, weights);
  REQUIRE(is_inside(run, enclosure));

  SUBCASE("one with its inner products summed from the end") {
    const auto& layer = weights.layers[0];
    const auto& z = run.states[0];
    for (std::size_t j = 0; j <= z.probe(); ++j) {
      for (std::size_t i = 0; i < z.probe(); ++i) {
        double logit = 0;
        for (std::size_t a = 6; a-- > 0;) {
          const auto entry = [&](std::size_t token, std::size_t k) {
            return k < 3 ? z.features[token][k] : z.labels[token][k - 3];
          };
          double u = 0;
          for (std::size_t b = 6; b-- > 0;) u += layer.qk[a][b] * entry(j, b);
          logit += entry(i, a) * u;
        }
        run.logits[0][j][i] = logit;
      }
    }
    CHECK(!is_inside(run, enclosure));
  }
  SUBCASE("one with an attention of a unit in the last place more per exponential") {
    for (double& a : run.attention[0][2]) a *= 1 + 0x1p-48;
    CHECK(!is_inside(run, enclosure));
  }
  SUBCASE("one that ends off by a rounding of binary32") {
    auto& features = run.states[1].features;
    for (std::size_t j = 0; j < features.rows(); ++j) {
      for (double& x : features[j]) x = static_cast<float>(x);
    }
    CHECK(!is_inside(run, enclosure));
  }
}

}  // namespace
}  // namespace margincert::transformer_tests
