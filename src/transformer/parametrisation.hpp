#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "transformer/kernel.hpp"

namespace margincert::transformer {

/// What a training keeps to.
enum class Mode {
  unconstrained,  ///< every weight for itself
  permuted,       ///< the same, and every group of tasks sees the layers in permuted coordinates of their own
  equivariant,    ///< hard symmetry: every matrix in the commutant of S_d x S_K, six numbers each
  tied            ///< the recursion's own four numbers per layer, δ = -1/K
};

std::string to_string(Mode mode);
std::optional<Mode> parse_mode(std::string_view name);
/// The names of all modes, in the order above.
std::vector<std::string> mode_names();

/// The linear map W = E θ from a mode's parameters to the weights, both flat: W as flattened() has it, and θ matrix by
/// matrix in the same order.
///
///     unconstrained, permuted   θ = W
///     equivariant               six values per matrix, in the order of CommutantMatrix; weights that the symmetry
///     makes
///                               equal are equal bit for bit, so that the distance to the commutant is exactly 0
///     tied                      (α, γ) of W_QK and (α', γ') of W_OV: the weights are weights_of() the recursion
class Parametrisation {
 public:
  Parametrisation(Mode mode, const Shape& shape);

  std::size_t size() const { return parameters_; }  ///< of θ
  /// E θ, each weight rounded at most twice.
  std::vector<double> weights(std::span<const double> parameters) const;
  /// Eᵀ g: the gradient by θ where g is the gradient by W.
  std::vector<double> pulled_back(std::span<const double> gradient) const;
  /// The parameters nearest to W: the Reynolds averages for `equivariant`, the coefficients of the identity in them
  /// (two_parameter_form) for `tied`.
  std::vector<double> projected(std::span<const double> weights) const;

 private:
  /// One entry of E.
  struct Term {
    std::size_t weight, parameter;
    double coefficient;
  };
  static std::vector<Term> terms_of_a_matrix(Mode mode, const Shape& shape);

  Mode mode_;
  Shape shape_;
  std::size_t parameters_;
  std::vector<Term> terms_;
};

}  // namespace margincert::transformer
