#pragma once

#include <cstddef>

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

  /// a of the feature block a·I + b·11ᵀ, and of the label block.
  double feature_identity() const { return feature_diagonal - feature_off_diagonal; }
  double label_identity() const { return label_diagonal - label_off_diagonal; }

  friend bool operator==(const CommutantMatrix&, const CommutantMatrix&) = default;
};

/// The entries that the symmetry makes equal, in the order of CommutantMatrix's values.
enum class EntryGroup {
  feature_diagonal,
  feature_off_diagonal,
  label_diagonal,
  label_off_diagonal,
  feature_label,
  label_feature
};
inline constexpr int entry_groups = 6;
EntryGroup group_of(std::size_t row, std::size_t column, int feature_dim);
/// The value that stands for a group of entries.
double& value_of(CommutantMatrix& matrix, EntryGroup group);
double value_of(const CommutantMatrix& matrix, EntryGroup group);

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

/// The two-parameter form with δ = -1/K: the coefficients of the identity in the diagonal blocks of the averages. They
/// are the least-squares fit when both blocks may have a background of their own (extraction.hpp).
recursion::Parameters two_parameter_form(const Weights& weights);

}  // namespace margincert::transformer
