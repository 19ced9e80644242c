#include "transformer/symmetry.hpp"

#include <array>

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

EntryGroup group_of(std::size_t row, std::size_t column, int feature_dim) {
  const auto d = static_cast<std::size_t>(feature_dim);
  if (row < d && column >= d) return EntryGroup::feature_label;
  if (row >= d && column < d) return EntryGroup::label_feature;
  if (row < d) return row == column ? EntryGroup::feature_diagonal : EntryGroup::feature_off_diagonal;
  return row == column ? EntryGroup::label_diagonal : EntryGroup::label_off_diagonal;
}

double& value_of(CommutantMatrix& matrix, EntryGroup group) {
  constexpr std::array<double CommutantMatrix::*, entry_groups> members = {
      &CommutantMatrix::feature_diagonal,   &CommutantMatrix::feature_off_diagonal, &CommutantMatrix::label_diagonal,
      &CommutantMatrix::label_off_diagonal, &CommutantMatrix::feature_label,        &CommutantMatrix::label_feature};
  return matrix.*members[static_cast<std::size_t>(group)];
}
double value_of(const CommutantMatrix& matrix, EntryGroup group) {
  CommutantMatrix copy = matrix;
  return value_of(copy, group);
}

CommutantMatrix reynolds_average(const Rows<double>& matrix, int feature_dim) {
  std::array<Mean, entry_groups> means;
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    for (std::size_t column = 0; column < matrix.columns(); ++column) {
      means[static_cast<std::size_t>(group_of(row, column, feature_dim))].put(matrix[row][column]);
    }
  }
  CommutantMatrix average;
  for (int g = 0; g < entry_groups; ++g) value_of(average, EntryGroup(g)) = means[static_cast<std::size_t>(g)].value();
  return average;
}

Rows<double> to_matrix(const CommutantMatrix& average, int feature_dim, int classes) {
  const auto width = static_cast<std::size_t>(feature_dim + classes);
  Rows<double> matrix(width, width, 0.0);
  for (std::size_t row = 0; row < width; ++row) {
    for (std::size_t column = 0; column < width; ++column) {
      matrix[row][column] = value_of(average, group_of(row, column, feature_dim));
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
        {qk.feature_identity(), qk.label_identity(), ov.feature_identity(), ov.label_identity()});
  }
  return parameters;
}

}  // namespace margincert::transformer
