#pragma once

#include "recursion/parameters.hpp"
#include "transformer/weights.hpp"

namespace margincert::transformer {

/// A matrix of the commutant of S_d x S_K: it commutes with every permutation of the features and every permutation of
/// the labels, and so has six values. It is the Reynolds average of a (d+K) x (d+K) matrix when each value is the mean
/// of the entries it stands for.
struct CommutantMatrix {
  double feature_diagonal = 0, feature_off_diagonal = 0;  ///< feature block a·I + b·11ᵀ: a+b and b
  double label_diagonal = 0, label_off_diagonal = 0;      ///< label block likewise
  double feature_label = 0;                               ///< rows of features, columns of labels
  double label_feature = 0;                               ///< rows of labels, columns of features

  friend bool operator==(const CommutantMatrix&, const CommutantMatrix&) = default;
};

/// The six means, each rounded: sums in the order of rows, in binary64. Where a block has no off-diagonal entry (d = 1)
/// that value is 0.
CommutantMatrix reynolds_average(const recursion::Rows<double>& matrix, int feature_dim);
/// Entries that the symmetry makes equal are equal bit for bit.
recursion::Rows<double> to_matrix(const CommutantMatrix& average, int feature_dim, int classes);
/// Every matrix replaced by its Reynolds average; notes and context stay.
Weights symmetrised(const Weights& weights);

/// The recursion's weights: W_QK = diag(α I, γ C), W_OV = diag(α' I, γ' C), C = I + δ 11ᵀ, each entry rounded once or
/// twice to nearest.
Weights weights_of(const recursion::Parameters& parameters);

/// The two-parameter form with δ = -1/K: the coefficients of the identity in the diagonal blocks of the averages.
recursion::Parameters two_parameter_form(const Weights& weights);

}  // namespace margincert::transformer
