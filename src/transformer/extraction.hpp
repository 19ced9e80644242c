#pragma once

#include <optional>
#include <string>
#include <vector>

#include "transformer/symmetry.hpp"
#include "transformer/weights.hpp"

namespace margincert::transformer {

/// What the recursion's form with δ = −1/K leaves of a matrix: Frobenius norms of four parts that are orthogonal to
/// each other, so that their squares add up to that of the whole.
struct Residuals {
  double off_commutant = 0;        ///< W minus its Reynolds average
  double feature_background = 0;   ///< β 11ᵀ in the feature block
  double off_diagonal_blocks = 0;  ///< the two constant blocks between features and labels
  double label_background = 0;     ///< label block beyond γ (I − 11ᵀ/K)

  double total() const;
  double total_with_own_delta() const;  ///< the same when δ is fitted: without the label background
};

/// One matrix in the recursion's form diag(a I, g (I + δ 11ᵀ)), by least squares, in binary64.
///
/// The commutant's diagonal blocks are a I + β 11ᵀ and g I + b 11ᵀ; all of a, β, g, b are fitted, and a, g kept. For
/// the labels that is the least-squares fit of g (I + δ 11ᵀ) with free δ = b/g, and of g (I − 11ᵀ/K) as well, since I −
/// 11ᵀ/K is orthogonal to 11ᵀ: g is the same whichever δ is chosen.
struct MatrixFit {
  CommutantMatrix average;
  double feature = 0;           ///< a: α of W_QK, α' of W_OV
  double label = 0;             ///< g: γ of W_QK, γ' of W_OV
  double label_background = 0;  ///< b
  std::optional<double> delta;  ///< b / g; none where g = 0
  double norm = 0;              ///< ‖W‖, Frobenius
  Residuals residuals;          ///< absolute norms
};
MatrixFit fit_matrix(const recursion::Rows<double>& matrix, int feature_dim);

struct LayerFit {
  MatrixFit qk, ov;
};
std::vector<LayerFit> fit_layers(const Weights& weights);

/// diag(a I, g I + b 11ᵀ), each matrix with its own δ.
Weights fitted_background_form(const Weights& weights);

/// One of the forms whose predictions are held against the model's.
struct Reduction {
  std::string name;     ///< "projection", "clusters-4", "fitted-background", "two-parameter"
  std::string meaning;  ///< for people
  Weights weights;
};
/// From the gentlest to the most drastic: the projection, 8 … 1 clusters, δ fitted, δ = −1/K.
std::vector<Reduction> reductions(const Weights& weights);

}  // namespace margincert::transformer
