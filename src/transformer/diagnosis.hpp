#pragma once

#include <optional>
#include <string>
#include <vector>

#include "numeric/interval.hpp"
#include "recursion/parameters.hpp"
#include "transformer/comparison.hpp"
#include "transformer/weights.hpp"

namespace margincert::transformer {

/// What one layer's numbers resemble. A hint to a reader, found in binary64; no verdict rests on it.
struct Hint {
  int layer = 0;
  std::string what;  ///< "layer" or a parameter's name: "alpha", "gamma", "alpha_prime", "gamma_prime"
  std::string text;  ///< a sentence
};

/// The quantity with the largest relative residual at each layer; nothing of a layer that has none.
struct WorstQuantity {
  Quantity quantity = Quantity::features;
  numeric::Interval residual;
};
std::vector<std::optional<WorstQuantity>> worst_quantities(const Summary& summary);

/// The two-parameter form of the model's layers held against the parameters: layers that sit where another's should,
/// and numbers whose sign is turned. Both have the same shape and depth.
std::vector<Hint> resemblances(const recursion::Parameters& fitted, const recursion::Parameters& expected);

/// One matrix of two transformers that differ in it.
struct MatrixDifference {
  int layer = 0;
  std::string matrix;  ///< "W_QK" or "W_OV"
  std::size_t row = 0, column = 0;
  numeric::Interval largest;  ///< |difference| of that entry, the largest: certified positive
  std::size_t entries = 0;    ///< that differ
  std::string relation;       ///< "the other's transpose", "minus the other's", "the other's of layer 2", or empty
};
/// Every matrix in which two transformers of the same shape differ in some bit that counts (0 and -0 are equal).
std::vector<MatrixDifference> matrix_differences(const Weights& model, const Weights& other);

}  // namespace margincert::transformer
