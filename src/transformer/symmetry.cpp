#include "transformer/symmetry.hpp"

#include "recursion/trajectory.hpp"

namespace margincert::transformer {
namespace {

using recursion::Rows;

/// The mean of the entries that were put in; 0 of none.
class Mean {
 public:
  void put(double x) {
    sum_ += x;
    ++count_;
  }
  double value() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }

 private:
  double sum_ = 0;
  long count_ = 0;
};

/// diag(a I, b C), C = I + δ 11ᵀ
Rows<double> recursion_matrix(double a, double b, double delta, int feature_dim, int classes) {
  return to_matrix({a, 0, b + b * delta, b * delta, 0, 0}, feature_dim, classes);
}

}  // namespace

CommutantMatrix reynolds_average(const Rows<double>& matrix, int feature_dim) {
  Mean feature_diagonal, feature_rest, label_diagonal, label_rest, feature_label, label_feature;
  const auto d = static_cast<std::size_t>(feature_dim);
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    for (std::size_t column = 0; column < matrix.columns(); ++column) {
      Mean& mean = row < d ? (column >= d     ? feature_label
                              : row == column ? feature_diagonal
                                              : feature_rest)
                           : (column < d      ? label_feature
                              : row == column ? label_diagonal
                                              : label_rest);
      mean.put(matrix[row][column]);
    }
  }
  return {feature_diagonal.value(), feature_rest.value(),  label_diagonal.value(),
          label_rest.value(),       feature_label.value(), label_feature.value()};
}

Rows<double> to_matrix(const CommutantMatrix& average, int feature_dim, int classes) {
  const auto d = static_cast<std::size_t>(feature_dim), width = d + static_cast<std::size_t>(classes);
  Rows<double> matrix(width, width, 0.0);
  for (std::size_t row = 0; row < width; ++row) {
    for (std::size_t column = 0; column < width; ++column) {
      const bool diagonal = row == column;
      matrix[row][column] = row < d ? (column >= d ? average.feature_label
                                       : diagonal  ? average.feature_diagonal
                                                   : average.feature_off_diagonal)
                                    : (column < d ? average.label_feature
                                       : diagonal ? average.label_diagonal
                                                  : average.label_off_diagonal);
    }
  }
  return matrix;
}

Weights symmetrised(const Weights& weights) {
  Weights result = weights;
  for (LayerWeights& layer : result.layers) {
    for (Rows<double>* matrix : {&layer.qk, &layer.ov}) {
      *matrix = to_matrix(reynolds_average(*matrix, weights.feature_dim), weights.feature_dim, weights.classes);
    }
  }
  return result;
}

Weights weights_of(const recursion::Parameters& parameters) {
  const int d = parameters.feature_dim, classes = parameters.classes;
  const double delta = recursion::label_background(parameters, recursion::DoubleArithmetic());
  Weights weights{d, classes, std::nullopt, {}, {}};
  for (const recursion::LayerParameters& p : parameters.layers) {
    weights.layers.push_back({recursion_matrix(p.alpha, p.gamma, delta, d, classes),
                              recursion_matrix(p.alpha_prime, p.gamma_prime, delta, d, classes)});
  }
  return weights;
}

recursion::Parameters two_parameter_form(const Weights& weights) {
  recursion::Parameters parameters{weights.feature_dim, weights.classes, recursion::MinusOneOverClasses{}, {}};
  for (const LayerWeights& layer : weights.layers) {
    const CommutantMatrix qk = reynolds_average(layer.qk, weights.feature_dim);
    const CommutantMatrix ov = reynolds_average(layer.ov, weights.feature_dim);
    parameters.layers.push_back(
        {qk.feature_diagonal - qk.feature_off_diagonal, qk.label_diagonal - qk.label_off_diagonal,
         ov.feature_diagonal - ov.feature_off_diagonal, ov.label_diagonal - ov.label_off_diagonal});
  }
  return parameters;
}

}  // namespace margincert::transformer
