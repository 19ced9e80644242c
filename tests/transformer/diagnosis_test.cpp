#include "transformer/diagnosis.hpp"

#include <doctest/doctest.h>

#include "tests/transformer/comparison_support.hpp"
#include "transformer/commutant.hpp"
#include "transformer/ranking.hpp"

namespace margincert::transformer_tests {
namespace {

using transformer::compare_tasks;
using transformer::comparer;
using transformer::LayerWeights;
using transformer::matrix_differences;
using transformer::rank;
using transformer::RecursionDynamics;
using transformer::resemblances;
using transformer::Summary;
using transformer::worst_quantities;

/// Three layers of quite different numbers.
const Parameters& expected() {
  static const Parameters parameters{3,
                                     3,
                                     recursion::MinusOneOverClasses{},
                                     {{-0.25, 5.5, 0.5, 1.5}, {2.5, -0.5, 0.125, 3}, {1.5, 0.25, -0.0625, -0.5}}};
  return parameters;
}

Summary held_against_expected(const Weights& weights) {
  return compare_tasks(comparer(weights, RecursionDynamics{expected()}), random_tasks(3, 3, 6), 10, Precision(113), {});
}

bool differs(const Summary& summary, std::size_t t, Quantity quantity) {
  return summary.layers[t][quantity]->forced.value.lo_double() > 1e-6;
}

TEST_CASE("a model that is what is expected of it has no finding") {
  const Weights weights = transformer::weights_of(expected());
  CHECK(resemblances(transformer::two_parameter_form(weights), expected()).empty());
  CHECK(matrix_differences(weights, weights).empty());
  const Summary summary = held_against_expected(weights);
  for (std::size_t t = 0; t < 3; ++t) {
    for (const Quantity quantity : transformer::quantities()) {
      CHECK(summary.layers[t][quantity]->forced.value.hi_double() < 1e-13);  // the weights are rounded
    }
  }
}

TEST_CASE("a negated step of the features shows at its layer, in features, as twice its size") {
  for (const int t : {0, 1, 2}) {
    Parameters turned = expected();
    turned.layers[t].alpha_prime *= -1;
    const Weights weights = transformer::weights_of(turned);
    const Summary summary = held_against_expected(weights);
    for (int layer = 0; layer < 3; ++layer) {
      CHECK(differs(summary, layer, Quantity::features) == (layer == t));
      CHECK_FALSE(differs(summary, layer, Quantity::labels));
      CHECK_FALSE(differs(summary, layer, Quantity::logits));
    }
    const auto worst = worst_quantities(summary)[t];
    CHECK((worst->quantity == Quantity::features || worst->quantity == Quantity::probe_features));
    CHECK(worst->residual.mid_double() == doctest::Approx(2).epsilon(1e-12));
    const auto hints = resemblances(transformer::two_parameter_form(weights), expected());
    REQUIRE(hints.size() == 1);
    CHECK(hints[0].layer == t);
    CHECK(hints[0].what == "alpha_prime");
  }
}

TEST_CASE("swapped layers show at both, and are told from their numbers") {
  Parameters swapped = expected();
  std::swap(swapped.layers[1], swapped.layers[2]);
  const Weights weights = transformer::weights_of(swapped);
  const Summary summary = held_against_expected(weights);
  for (const Quantity quantity : {Quantity::features, Quantity::labels, Quantity::logits, Quantity::attention}) {
    CHECK_FALSE(differs(summary, 0, quantity));
    CHECK(differs(summary, 1, quantity));
    CHECK(differs(summary, 2, quantity));
  }
  const auto hints = resemblances(transformer::two_parameter_form(weights), expected());
  REQUIRE(hints.size() == 2);
  CHECK(hints[0].layer == 1);
  CHECK(hints[1].layer == 2);
  CHECK(hints[0].what == "layer");
  CHECK(hints[0].text.find("those of layer 2") != std::string::npos);
  CHECK(hints[1].text.find("those of layer 1") != std::string::npos);
}

TEST_CASE("a weight that is moved off the commutant is found: matrix, entry and certified distance") {
  Weights moved = transformer::weights_of(expected());
  moved.layers[1].ov[0][2] += 1e-3;
  for (int t = 0; t < 3; ++t) {
    for (const auto which : {&LayerWeights::qk, &LayerWeights::ov}) {
      const auto distance = transformer::commutant_distance(moved.layers[t].*which, 3, Precision(113));
      const bool is_moved = t == 1 && which == &LayerWeights::ov;
      CHECK(mpfr_zero_p(distance.whole.distance.hi()) == !is_moved);
      if (!is_moved) continue;
      CHECK(distance.whole.distance.lo_double() > 9e-4);
      CHECK(distance.farthest->row == 0);
      CHECK(distance.farthest->column == 2);
    }
  }
  const Summary summary = held_against_expected(moved);
  CHECK(differs(summary, 1, Quantity::features));
  CHECK_FALSE(differs(summary, 0, Quantity::features));
  CHECK_FALSE(differs(summary, 2, Quantity::features));
}

TEST_CASE("a transposed W_QK differs in logits of its layer first, and is recognised beside the original") {
  Random random(12, "transposed", 0);
  const Weights original = half_normal_weights(3, 3, 3, random);
  Weights transposed = original;
  for (std::size_t row = 0; row < 6; ++row) {
    for (std::size_t column = 0; column < 6; ++column)
      transposed.layers[1].qk[row][column] = original.layers[1].qk[column][row];
  }
  const auto compare = comparer(transposed, transformer::TransformerDynamics{original});
  const Summary summary = compare_tasks(compare, random_tasks(3, 3, 6), 10, Precision(113), {});
  for (int t = 0; t < 3; ++t) CHECK(differs(summary, t, Quantity::logits) == (t == 1));

  const auto differences = matrix_differences(transposed, original);
  REQUIRE(differences.size() == 1);
  CHECK(differences[0].layer == 1);
  CHECK(differences[0].matrix == "W_QK");
  CHECK(differences[0].entries == 30);
  CHECK(differences[0].relation == "the other's transpose");
}

TEST_CASE("one weight that differs from another transformer's is named with its exact difference") {
  Random random(13, "moved", 0);
  const Weights original = half_normal_weights(2, 3, 2, random);
  Weights moved = original;
  moved.layers[1].ov[4][1] = original.layers[1].ov[4][1] + 0x1p-40;
  moved.layers[0].qk[0][0] = 3;
  moved.layers[0].qk[0][1] = original.layers[0].qk[0][1] + 0x1p-40;
  const auto differences = matrix_differences(moved, original);
  REQUIRE(differences.size() == 2);
  CHECK(differences[0].matrix == "W_QK");
  CHECK(differences[0].entries == 2);
  CHECK((differences[0].row == 0 && differences[0].column == 0));
  CHECK(differences[1].layer == 1);
  CHECK(differences[1].matrix == "W_OV");
  CHECK((differences[1].row == 4 && differences[1].column == 1));
  CHECK(differences[1].largest.lo_double() > 0);
  CHECK(differences[1].largest.is_point());
  CHECK(differences[1].relation.empty());
}

TEST_CASE("other relations between matrices: another layer's, and the negative") {
  Random random(14, "relations", 0);
  const Weights original = half_normal_weights(2, 3, 2, random);
  Weights changed = original;
  changed.layers[0].qk = original.layers[1].qk;
  for (std::size_t row = 0; row < 5; ++row) {
    for (double& entry : changed.layers[1].ov[row]) entry = -entry;
  }
  const auto differences = matrix_differences(changed, original);
  REQUIRE(differences.size() == 2);
  CHECK(differences[0].relation == "the other's of layer 1");
  CHECK(differences[1].relation == "minus the other's");
}

TEST_CASE("a ranking puts the smallest residual first and says by which factor the first candidate leads") {
  const auto candidate = [](const char* name, double residual) {
    transformer::Candidate made{name, {}};
    made.summary.residual[Quantity::labels] = Interval::exact(residual, Precision(113));
    return made;
  };
  const auto rankings =
      rank({candidate("a", 0.5), candidate("b", 1), candidate("c", 0.25)}, {Quantity::labels, Quantity::features});
  REQUIRE(rankings.size() == 1);
  CHECK(rankings[0].places[0].name == "c");
  CHECK(rankings[0].places[1].name == "a");
  CHECK(rankings[0].places[2].name == "b");
  CHECK(rankings[0].factor->mid_double() == 0.5);
  CHECK_FALSE(rank({candidate("a", 0.5)}, {Quantity::labels})[0].factor);
}

}  // namespace
}  // namespace margincert::transformer_tests
