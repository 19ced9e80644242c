#include "transformer/parametrisation.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "tests/transformer/training_support.hpp"
#include "transformer/block_permutation.hpp"
#include "transformer/symmetry.hpp"

namespace margincert::transformer_tests {
namespace {

using transformer::BlockPermutation, transformer::Parametrisation;

constexpr Shape small_shape{3, 4, 6, 2};

double inner(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

std::vector<BlockPermutation> some_permutations(std::uint64_t index) {
  generators::Random random(2, "transformer-tests", index);
  std::vector<BlockPermutation> layers;
  for (int t = 0; t < small_shape.layers; ++t)
    layers.push_back(transformer::draw_block_permutation(small_shape, random));
  return layers;
}

}  // namespace

TEST_CASE("the name of a mode reads back to it") {
  for (const Mode mode : all_modes) CHECK(transformer::parse_mode(transformer::to_string(mode)) == mode);
  CHECK(transformer::parse_mode("free") == std::nullopt);
  CHECK(transformer::mode_names().size() == all_modes.size());
}

TEST_CASE("gradients are pulled back by the adjoint of the map from parameters to weights") {
  for (const Mode mode : all_modes) {
    CAPTURE(transformer::to_string(mode));
    const Parametrisation map(mode, small_shape);
    for (std::uint64_t k = 0; k < 20; ++k) {
      const auto theta = some_numbers(map.size(), 2 * k), g = some_numbers(small_shape.weights(), 2 * k + 1);
      CHECK(inner(map.weights(theta), g) == doctest::Approx(inner(theta, map.pulled_back(g))).epsilon(1e-12));
    }
  }
}

TEST_CASE("equivariant weights are the same bit for bit in all permuted coordinates") {
  const Parametrisation map(Mode::equivariant, small_shape);
  CHECK(map.size() == 2 * 2 * 6);
  const auto weights = map.weights(some_numbers(map.size(), 5));
  for (std::uint64_t k = 0; k < 20; ++k) CHECK(transformer::permuted(weights, some_permutations(k)) == weights);
}

TEST_CASE("tied weights are the recursion's") {
  const Parametrisation map(Mode::tied, small_shape);
  const auto theta = some_numbers(map.size(), 6);
  const recursion::Parameters parameters{
      small_shape.feature_dim,
      small_shape.classes,
      recursion::MinusOneOverClasses{},
      {{theta[0], theta[1], theta[2], theta[3]}, {theta[4], theta[5], theta[6], theta[7]}}};
  REQUIRE(theta.size() == 8);
  CHECK(map.weights(theta) == transformer::flattened(transformer::weights_of(parameters)));
}

TEST_CASE("projecting the weights of parameters gives the parameters") {
  for (const Mode mode : all_modes) {
    const Parametrisation map(mode, small_shape);
    const auto theta = some_numbers(map.size(), 7), again = map.projected(map.weights(theta));
    REQUIRE(again.size() == theta.size());
    for (std::size_t k = 0; k < theta.size(); ++k) CHECK(again[k] == doctest::Approx(theta[k]).epsilon(1e-14));
  }
}

TEST_CASE("an equivariant projection is the Reynolds average") {
  const auto weights = some_numbers(small_shape.weights(), 8);
  const Parametrisation map(Mode::equivariant, small_shape);
  const auto average = transformer::symmetrised(transformer::unflattened(weights, small_shape));
  CHECK(map.weights(map.projected(weights)) == transformer::flattened(average));
}

TEST_CASE("block permutations keep features and labels apart, and are undone by their adjoint") {
  const auto weights = some_numbers(small_shape.weights(), 9), g = some_numbers(small_shape.weights(), 10);
  const auto layers = some_permutations(3);
  for (const BlockPermutation& order : layers) {
    BlockPermutation sorted = order;
    std::ranges::sort(sorted);
    for (std::size_t i = 0; i < order.size(); ++i) {
      CHECK(sorted[i] == i);
      CHECK((order[i] < 3) == (i < 3));
    }
  }
  CHECK(layers[0] != layers[1]);
  const auto moved = transformer::permuted(weights, layers);
  CHECK(moved != weights);
  CHECK(transformer::unpermuted(moved, layers) == weights);
  CHECK(inner(moved, g) == doctest::Approx(inner(weights, transformer::unpermuted(g, layers))));
}

TEST_CASE("permuted weights do to a task what the weights do to the permuted task") {
  const auto weights = some_numbers(small_shape.weights(), 12);
  const BlockPermutation order = some_permutations(4).front();
  const recursion::Task task = no_margin(small_shape)(3);
  recursion::Task moved = task;
  for (std::size_t k = 0; k < 3; ++k) {
    for (std::size_t i = 0; i < task.features.rows(); ++i) moved.features[i][order[k]] = task.features[i][k];
    moved.probe[order[k]] = task.probe[k];
  }
  const auto moved_class = [&](int c) { return static_cast<int>(order[3 + static_cast<std::size_t>(c)]) - 3; };
  for (std::size_t i = 0; i < task.labels.size(); ++i) moved.labels[i] = moved_class(*task.labels[i]);
  moved.probe_class = moved_class(task.probe_class);

  transformer::Kernel kernel(small_shape);
  const std::vector<BlockPermutation> layers{order, order};
  const double expected = kernel.loss_and_gradient(weights, std::vector{moved}).loss;
  CHECK(kernel.loss_and_gradient(transformer::permuted(weights, layers), std::vector{task}).loss ==
        doctest::Approx(expected).epsilon(1e-12));
  CHECK(kernel.loss_and_gradient(weights, std::vector{task}).loss != doctest::Approx(expected).epsilon(1e-6));
}

}  // namespace margincert::transformer_tests
