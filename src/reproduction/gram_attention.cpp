#include "reproduction/gram_attention.hpp"

#include "generators/counter_random.hpp"
#include "recursion/trajectory.hpp"
#include "transformer/block_permutation.hpp"
#include "transformer/symmetry.hpp"

namespace margincert::reproduction {
namespace {

using recursion::DoubleArithmetic;
using recursion::QueryView;
using recursion::Rows;
using recursion::State;

transformer::Weights permuted(const transformer::Weights& weights, generators::Random& random) {
  const transformer::Shape shape{weights.feature_dim, weights.classes, 1, weights.depth()};
  const std::vector<transformer::BlockPermutation> same_for_all(weights.layers.size(),
                                                                draw_block_permutation(shape, random));
  return transformer::unflattened(transformer::permuted(transformer::flattened(weights), same_for_all), shape);
}

void add(Rows<double>& sum, std::size_t row, std::span<const double> values, double factor) {
  for (std::size_t k = 0; k < values.size(); ++k) sum[row][k] += factor * values[k];
}

}  // namespace

GramAttention::GramAttention(const transformer::Weights& weights, std::uint64_t permutations, std::uint64_t seed)
    : coefficients_(transformer::two_parameter_form(weights)) {
  for (std::uint64_t k = 0; k < permutations; ++k) {
    generators::Random random(seed, "gram-permutations", k);
    permuted_.push_back(permuted(weights, random));
  }
}

std::vector<AveragedLayer> GramAttention::average(const recursion::Task& task) const {
  const DoubleArithmetic arithmetic;
  const std::size_t points = task.labels.size();
  std::vector<std::size_t> keys(points);
  for (std::size_t i = 0; i < points; ++i) keys[i] = i;
  const Rows<double> zero(points + 1, points, 0.0);
  std::vector<AveragedLayer> layers(coefficients_.layers.size(), {zero, zero, zero});
  const double share = 1 / static_cast<double>(permuted_.size());
  for (const transformer::Weights& weights : permuted_) {
    State<double> z = recursion::initial_state(task, arithmetic);
    for (int t = 0; t < coefficients_.depth(); ++t) {
      AveragedLayer& layer = layers[static_cast<std::size_t>(t)];
      const recursion::Layer<double> gram = recursion::layer_at(coefficients_, t, arithmetic);
      const auto watch = [&](const QueryView<double>& view) {
        add(layer.attention, view.query, view.attention.exponentials, share / view.attention.normaliser);
        add(layer.gram, view.query, recursion::attend(z, view.query, keys, gram, arithmetic).logits, share);
      };
      z = transformer::step(z, transformer::matrices_at(weights, t, arithmetic), arithmetic, watch);
    }
  }
  for (AveragedLayer& layer : layers) {
    for (std::size_t query = 0; query <= points; ++query) {
      recursion::Attention<double> attention{keys, {}, {layer.gram[query].begin(), layer.gram[query].end()}, {}, 0};
      recursion::apply_softmax(attention, arithmetic);
      add(layer.gram_attention, query, attention.exponentials, 1 / attention.normaliser);
    }
  }
  return layers;
}

}  // namespace margincert::reproduction
