#pragma once

#include <span>
#include <vector>

#include "generators/counter_random.hpp"
#include "transformer/kernel.hpp"

namespace margincert::transformer {

/// P = diag(P_x, P_y), an order of the features and one of the labels: (PᵀWP)_ij = W_{order[i], order[j]}, where order
/// maps 0..d-1 onto itself and d..d+K-1 onto itself.
using BlockPermutation = std::vector<std::size_t>;

/// Uniform among the d! K! of them.
BlockPermutation draw_block_permutation(const Shape& shape, generators::Random& random);

/// Flat weights with both matrices of layer t replaced by P_tᵀ W P_t.
std::vector<double> permuted(std::span<const double> weights, std::span<const BlockPermutation> layers);
/// The adjoint of permuted(), and its inverse.
std::vector<double> unpermuted(std::span<const double> weights, std::span<const BlockPermutation> layers);

}  // namespace margincert::transformer
