#include <doctest/doctest.h>

#include <cmath>

#include "transformer/forward.hpp"

namespace margincert::transformer_tests {
namespace {

using recursion::DoubleArithmetic;

TEST_CASE("a transformer with the recursion's own blocks is the recursion") {
  // d = 1, K = 2: W_QK = diag(α, γ C), W_OV = diag(α', γ' C), C = I - 11ᵀ/2.
  const double alpha = 0.5, gamma = 2, alpha_prime = 0.25, gamma_prime = 1.5;
  const recursion::Parameters parameters{
      1, 2, recursion::MinusOneOverClasses{}, {{alpha, gamma, alpha_prime, gamma_prime}}};
  transformer::Weights weights = transformer::zero_weights(1, 2, 1);
  weights.layers[0].qk[0][0] = alpha;
  weights.layers[0].ov[0][0] = alpha_prime;
  for (int a = 1; a < 3; ++a) {
    for (int b = 1; b < 3; ++b) {
      weights.layers[0].qk[a][b] = gamma * (a == b ? 0.5 : -0.5);
      weights.layers[0].ov[a][b] = gamma_prime * (a == b ? 0.5 : -0.5);
    }
  }
  recursion::Task task{2, recursion::Rows<double>(3, 1, 0.0), {0, 1, 1}, {0.75}, 1};
  task.features[0][0] = 1, task.features[1][0] = -1, task.features[2][0] = 0.5;

  const auto identified = recursion::final_state({task, parameters}, recursion::Regime::full, DoubleArithmetic());
  const auto actual = transformer::states(task, weights, DoubleArithmetic()).back();
  for (std::size_t j = 0; j <= actual.probe(); ++j) {
    CHECK(actual.features[j][0] == doctest::Approx(identified.features[j][0]).epsilon(1e-14));
    for (int c = 0; c < 2; ++c) CHECK(actual.labels[j][c] == doctest::Approx(identified.labels[j][c]).epsilon(1e-14));
  }
}

}  // namespace
}  // namespace margincert::transformer_tests
