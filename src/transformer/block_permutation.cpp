#include "transformer/block_permutation.hpp"

#include <concepts>

namespace margincert::transformer {
namespace {

/// Calls visit(place of W_ij, place of W_{order[i], order[j]}) for every entry of every matrix, layer by layer.
void for_each_entry(std::span<const BlockPermutation> layers,
                    const std::invocable<std::size_t, std::size_t> auto& visit) {
  std::size_t start = 0;
  for (const BlockPermutation& order : layers) {
    const std::size_t width = order.size();
    for (int matrix = 0; matrix < 2; ++matrix) {
      for (std::size_t i = 0; i < width; ++i) {
        for (std::size_t j = 0; j < width; ++j) visit(start + i * width + j, start + order[i] * width + order[j]);
      }
      start += width * width;
    }
  }
}

}  // namespace

BlockPermutation draw_block_permutation(const Shape& shape, generators::Random& random) {
  BlockPermutation order;
  for (const int feature : random.permutation(shape.feature_dim)) order.push_back(static_cast<std::size_t>(feature));
  for (const int label : random.permutation(shape.classes)) {
    order.push_back(static_cast<std::size_t>(shape.feature_dim + label));
  }
  return order;
}

std::vector<double> permuted(std::span<const double> weights, std::span<const BlockPermutation> layers) {
  std::vector<double> result(weights.size());
  for_each_entry(layers, [&](std::size_t to, std::size_t from) { result[to] = weights[from]; });
  return result;
}

std::vector<double> unpermuted(std::span<const double> weights, std::span<const BlockPermutation> layers) {
  std::vector<double> result(weights.size());
  for_each_entry(layers, [&](std::size_t from, std::size_t to) { result[to] = weights[from]; });
  return result;
}

}  // namespace margincert::transformer
