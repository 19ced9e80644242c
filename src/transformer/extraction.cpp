#include "transformer/extraction.hpp"

#include <fmt/format.h>

#include <cmath>

#include "transformer/clustering.hpp"

namespace margincert::transformer {
namespace {

constexpr int most_clusters = 8;

double norm_of_difference(const recursion::Rows<double>& a, const recursion::Rows<double>& b) {
  double squares = 0;
  for (std::size_t row = 0; row < a.rows(); ++row) {
    for (std::size_t column = 0; column < a.columns(); ++column) {
      squares += (a[row][column] - b[row][column]) * (a[row][column] - b[row][column]);
    }
  }
  return std::sqrt(squares);
}

}  // namespace

double Residuals::total() const { return std::hypot(total_with_own_delta(), label_background); }
double Residuals::total_with_own_delta() const {
  return std::hypot(off_commutant, feature_background, off_diagonal_blocks);
}

MatrixFit fit_matrix(const recursion::Rows<double>& matrix, int feature_dim) {
  const int classes = static_cast<int>(matrix.rows()) - feature_dim;
  const double d = feature_dim, k = classes;
  const CommutantMatrix average = reynolds_average(matrix, feature_dim);
  const recursion::Rows<double> zero(matrix.rows(), matrix.columns(), 0.0);

  MatrixFit fit;
  fit.average = average;
  fit.feature = average.feature_identity();
  fit.label = average.label_identity();
  fit.label_background = average.label_off_diagonal;
  if (fit.label != 0) fit.delta = fit.label_background / fit.label;
  fit.norm = norm_of_difference(matrix, zero);
  // ‖11ᵀ‖ is d or K, and a constant block c of d × K entries has norm |c| √(dK).
  fit.residuals = {.off_commutant = norm_of_difference(matrix, to_matrix(average, feature_dim, classes)),
                   .feature_background = d * std::fabs(average.feature_off_diagonal),
                   .off_diagonal_blocks = std::sqrt(d * k) * std::hypot(average.feature_label, average.label_feature),
                   .label_background = k * std::fabs(fit.label_background + fit.label / k)};
  return fit;
}

std::vector<LayerFit> fit_layers(const Weights& weights) {
  std::vector<LayerFit> fits;
  for (const LayerWeights& layer : weights.layers) {
    fits.push_back({fit_matrix(layer.qk, weights.feature_dim), fit_matrix(layer.ov, weights.feature_dim)});
  }
  return fits;
}

Weights fitted_background_form(const Weights& weights) {
  Weights result = weights;
  for (LayerWeights& layer : result.layers) {
    for (recursion::Rows<double>* matrix : {&layer.qk, &layer.ov}) {
      const MatrixFit fit = fit_matrix(*matrix, weights.feature_dim);
      *matrix = to_matrix({fit.feature, 0, fit.label + fit.label_background, fit.label_background, 0, 0},
                          weights.feature_dim, weights.classes);
    }
  }
  return result;
}

std::vector<Reduction> reductions(const Weights& weights) {
  std::vector<Reduction> all{{"projection", "every matrix replaced by its Reynolds average", symmetrised(weights)}};
  for (int k = most_clusters; k >= 1; --k) {
    all.push_back(
        {fmt::format("clusters-{}", k), fmt::format("entries of a matrix in {} values", k), clustered(weights, k)});
  }
  all.push_back({"fitted-background", "diag(a I, g (I + δ 11ᵀ)), δ fitted", fitted_background_form(weights)});
  all.push_back({"two-parameter", "diag(a I, g (I − 11ᵀ/K)): the recursion", weights_of(two_parameter_form(weights))});
  return all;
}

}  // namespace margincert::transformer
