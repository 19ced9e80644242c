#include "transformer/extraction.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "tests/transformer/weight_examples.hpp"

namespace margincert::transformer_tests {
namespace {

using doctest::Approx;
using transformer::fit_layers;
using transformer::fit_matrix;
using transformer::MatrixFit;
using transformer::to_matrix;
using transformer::Weights;
using transformer::weights_of;

/// ‖a − b‖², Frobenius.
double squared_difference(const Rows<double>& a, const Rows<double>& b) {
  double sum = 0;
  for (std::size_t row = 0; row < a.rows(); ++row) {
    for (std::size_t column = 0; column < a.columns(); ++column) sum += std::pow(a[row][column] - b[row][column], 2);
  }
  return sum;
}

std::set<double> distinct_entries(const Rows<double>& matrix) {
  std::set<double> entries;
  for (std::size_t row = 0; row < matrix.rows(); ++row) entries.insert(matrix[row].begin(), matrix[row].end());
  return entries;
}

const recursion::Parameters four_classes{
    5, 4, recursion::MinusOneOverClasses{}, {{-0.25, 5.5, 0.625, 1.5}, {2.5, -0.75, 0.5, 3}, {1, 2, -0.375, 0.25}}};

TEST_CASE("the numbers of a recursion come back from its weights, and nothing is left over") {
  const Weights weights = weights_of(four_classes);
  CHECK(two_parameter_form(weights) == four_classes);
  const auto fits = fit_layers(weights);
  REQUIRE(fits.size() == 3);
  for (std::size_t t = 0; t < fits.size(); ++t) {
    CHECK(fits[t].qk.feature == four_classes.layers[t].alpha);
    CHECK(fits[t].qk.label == four_classes.layers[t].gamma);
    CHECK(fits[t].ov.feature == four_classes.layers[t].alpha_prime);
    CHECK(fits[t].ov.label == four_classes.layers[t].gamma_prime);
    for (const MatrixFit& fit : {fits[t].qk, fits[t].ov}) {
      CHECK(fit.delta == -0.25);
      CHECK(fit.residuals.total() == 0);
    }
  }
  CHECK(fitted_background_form(weights) == weights);
}

TEST_CASE("the parts of a residual are those that were put in") {
  const int d = 3, classes = 4;
  const Rows<double> exact = weights_of({d, classes, recursion::MinusOneOverClasses{}, {{2, 8, 0, 0}}}).layers[0].qk;
  const auto residuals_with = [&](const transformer::CommutantMatrix& added) {
    Rows<double> matrix = exact;
    const Rows<double> more = to_matrix(added, d, classes);
    for (std::size_t row = 0; row < matrix.rows(); ++row) {
      for (std::size_t column = 0; column < matrix.columns(); ++column) matrix[row][column] += more[row][column];
    }
    return fit_matrix(matrix, d).residuals;
  };
  CHECK(residuals_with({0.5, 0.5, 0, 0, 0, 0}).feature_background == 1.5);
  CHECK(residuals_with({0, 0, 0.5, 0.5, 0, 0}).label_background == 2);
  CHECK(residuals_with({0, 0, 0, 0, 0.5, 0}).off_diagonal_blocks == Approx(0.5 * std::sqrt(12)));
  CHECK(residuals_with({0, 0, 0, 0, 0, -2}).off_diagonal_blocks == Approx(2 * std::sqrt(12)));
  const transformer::Residuals all = residuals_with({0.5, 0.5, -0.25, -0.25, 0, 2});
  CHECK(all.off_commutant == 0);
  CHECK(all.total_with_own_delta() == Approx(std::sqrt(2.25 + 48)));
  CHECK(all.total() == Approx(std::sqrt(2.25 + 48 + 1)));

  Rows<double> uneven = exact;
  uneven[0][0] += 3;  // the mean moves by 1, the three entries of the diagonal are off by 2, 1, 1
  CHECK(fit_matrix(uneven, d).residuals.off_commutant == Approx(std::sqrt(6)));
  CHECK(fit_matrix(uneven, d).feature == 3);
}

TEST_CASE("the parts are orthogonal: their squares add up to the squared distance from the fitted form") {
  Random random(1, "residuals", 0);
  for (const auto& [d, classes] : {std::pair{5, 3}, {1, 2}, {3, 6}}) {
    const Weights weights = random_weights(d, classes, 2, random);
    const Weights two = weights_of(two_parameter_form(weights));
    const Weights three = fitted_background_form(weights);
    for (std::size_t t = 0; t < 2; ++t) {
      const MatrixFit fit = fit_matrix(weights.layers[t].ov, d);
      CHECK(std::pow(fit.residuals.total(), 2) ==
            Approx(squared_difference(weights.layers[t].ov, two.layers[t].ov)).epsilon(1e-12));
      CHECK(std::pow(fit.residuals.total_with_own_delta(), 2) ==
            Approx(squared_difference(weights.layers[t].ov, three.layers[t].ov)).epsilon(1e-12));
      CHECK(fit.norm == Approx(std::sqrt(squared_difference(
                            weights.layers[t].ov, Rows<double>(static_cast<std::size_t>(d + classes),
                                                               static_cast<std::size_t>(d + classes), 0.0)))));
    }
  }
}

TEST_CASE("no neighbouring coefficients fit a matrix better, with both blocks' backgrounds free") {
  Random random(2, "least-squares", 0);
  const int d = 4, classes = 3;
  const Rows<double> matrix = random_weights(d, classes, 1, random).layers[0].qk;
  const MatrixFit fit = fit_matrix(matrix, d);
  const auto error = [&](double a, double background, double g, double b) {
    return squared_difference(matrix, to_matrix({a + background, background, g + b, b, 0, 0}, d, classes));
  };
  const double beta = fit.average.feature_off_diagonal;
  const double least = error(fit.feature, beta, fit.label, fit.label_background);
  for (const double h : {-0.01, 0.01}) {
    CHECK(error(fit.feature + h, beta, fit.label, fit.label_background) > least);
    CHECK(error(fit.feature, beta + h, fit.label, fit.label_background) > least);
    CHECK(error(fit.feature, beta, fit.label + h, fit.label_background) > least);
    CHECK(error(fit.feature, beta, fit.label, fit.label_background + h) > least);
  }
}

TEST_CASE("a matrix without label coefficient has no δ, and keeps its background in the fitted form") {
  Rows<double> matrix = to_matrix({1, 0, 0.5, 0.5, 0, 0}, 2, 3);
  const MatrixFit fit = fit_matrix(matrix, 2);
  CHECK(!fit.delta);
  CHECK(fit.label_background == 0.5);
  Weights weights = transformer::zero_weights(2, 3, 1);
  weights.layers[0].ov = matrix;
  CHECK(fitted_background_form(weights) == weights);
}

TEST_CASE("the reductions of a model go from its projection to two parameters per matrix") {
  Random random(3, "reductions", 0);
  const Weights weights = random_weights(5, 3, 2, random);
  const auto all = reductions(weights);
  REQUIRE(all.size() == 11);
  CHECK(all[0].name == "projection");
  CHECK(all[0].weights == symmetrised(weights));
  for (std::size_t k = 1; k <= 8; ++k) {
    const transformer::Reduction& clusters = all[9 - k];
    CHECK(clusters.name == "clusters-" + std::to_string(k));
    CHECK(distinct_entries(clusters.weights.layers[1].qk).size() == k);
  }
  CHECK(all[9].name == "fitted-background");
  CHECK(distinct_entries(all[9].weights.layers[1].qk).size() == 4);
  CHECK(all[10].name == "two-parameter");
  CHECK(all[10].weights == weights_of(two_parameter_form(weights)));
}

TEST_CASE("what is wrong with a model stands at its layer and number") {
  const Weights weights = weights_of(four_classes);
  const auto right = two_parameter_form(weights).layers;

  Weights negated = weights;
  for (std::size_t k = 0; k < 5; ++k) negated.layers[1].ov[k][k] *= -1;
  const auto with_negated = two_parameter_form(negated).layers;
  CHECK(with_negated[1].alpha_prime == -right[1].alpha_prime);
  CHECK(with_negated[1].gamma_prime == right[1].gamma_prime);
  CHECK(with_negated[0] == right[0]);
  CHECK(with_negated[2] == right[2]);

  Weights swapped = weights;
  std::swap(swapped.layers[0], swapped.layers[2]);
  const auto with_swapped = two_parameter_form(swapped).layers;
  CHECK(with_swapped[0] == right[2]);
  CHECK(with_swapped[1] == right[1]);
  CHECK(with_swapped[2] == right[0]);
}

TEST_CASE("a transposed matrix exchanges its two constant blocks") {
  const Rows<double> matrix = to_matrix({1, 0.25, 2, -1, 0.5, -0.125}, 3, 2);
  Rows<double> transposed = matrix;
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    for (std::size_t column = 0; column < matrix.columns(); ++column) transposed[row][column] = matrix[column][row];
  }
  const auto average = fit_matrix(transposed, 3).average;
  CHECK(average.feature_label == -0.125);
  CHECK(average.label_feature == 0.5);
  CHECK(average.feature_off_diagonal == 0.25);
}

}  // namespace
}  // namespace margincert::transformer_tests
