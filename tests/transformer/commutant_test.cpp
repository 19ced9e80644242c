#include "transformer/commutant.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/transformer/weight_examples.hpp"

namespace margincert::transformer_tests {
namespace {

using numeric::Interval;
using numeric::Precision;
using transformer::Block;
using transformer::commutant_distance;

const Precision at_256_bits(256);

bool is_zero(const Interval& x) { return x.lo_double() == 0 && x.hi_double() == 0; }

/// Contains x, and is not wider than its rounding.
bool encloses(const Interval& enclosure, const Interval& x) {
  return contains(enclosure, x) && sup(width(enclosure)).hi_double() < 1e-60;
}

/// ‖P W Pᵀ − W‖ in binary64, the largest over every pair of orders.
double largest_defect(const Rows<double>& w, std::size_t d) {
  std::vector<std::size_t> order(w.rows());
  std::iota(order.begin(), order.end(), 0);
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(d);
  double largest = 0;
  do {
    do {
      double sum = 0;
      for (std::size_t a = 0; a < w.rows(); ++a) {
        for (std::size_t b = 0; b < w.rows(); ++b) sum += std::pow(w[order[a]][order[b]] - w[a][b], 2);
      }
      largest = std::max(largest, std::sqrt(sum));
    } while (std::next_permutation(middle, order.end()));
  } while (std::next_permutation(order.begin(), middle));
  return largest;
}

TEST_CASE("a symmetrised matrix is in the commutant, exactly") {
  Random random(1, "commutant", 0);
  for (const auto& [d, classes] : {std::pair{5, 3}, {1, 2}, {7, 2}, {2, 4}}) {
    const transformer::Weights projected = symmetrised(random_weights(d, classes, 1, random));
    for (const Rows<double>& matrix : {projected.layers[0].qk, projected.layers[0].ov}) {
      const transformer::CommutantDistance distance = commutant_distance(matrix, d, at_256_bits);
      CHECK(is_zero(distance.whole.distance));
      CHECK(is_positive(distance.whole.norm) == numeric::Truth::yes);
      for (const transformer::Distance& block : distance.by_block) CHECK(is_zero(block.distance));
      CHECK(!distance.farthest);
      CHECK(is_zero(transformer::permutation_defect(matrix, d, at_256_bits)));
    }
  }
}

TEST_CASE("distances by hand") {
  // d = K = 2. Feature diagonal 1, 3: mean 2, deviations 1 and 1. Label-feature block 0, 0, 0, 4: mean 1, squares 3
  // + 9.
  Rows<double> w(4, 4, 0.0);
  w[0][0] = 1, w[1][1] = 3, w[3][1] = 4;
  const transformer::CommutantDistance distance = commutant_distance(w, 2, at_256_bits);
  const auto root = [](long x) { return sqrt(Interval::integer(x, at_256_bits)); };
  CHECK(encloses(distance.by_block[0].distance, root(2)));
  CHECK(encloses(distance.by_block[0].norm, root(10)));
  CHECK(is_zero(distance.by_block[1].distance));
  CHECK(!distance.by_block[1].relative());
  CHECK(is_zero(distance.by_block[2].distance));
  CHECK(encloses(distance.by_block[3].distance, root(12)));
  CHECK(encloses(distance.whole.distance, root(14)));
  CHECK(encloses(distance.whole.norm, root(26)));
  CHECK(overlap(*distance.whole.relative(), sqrt(Interval::ratio(14, 26, at_256_bits))));
  REQUIRE(distance.farthest);
  CHECK(distance.farthest->block == Block::label_feature);
  CHECK(distance.farthest->row == 3);
  CHECK(distance.farthest->column == 1);
  CHECK(is_zero(distance.farthest->mean - 1));
  CHECK(is_zero(distance.farthest->difference - 3));
  // Exchanging the features moves 1 and 3 (squares 4 + 4), and 4 along its row (16 + 16): 40. Exchanging the labels too
  // moves 4 to the opposite corner: the same 40. Exchanging only them: 32.
  CHECK(encloses(transformer::permutation_defect(w, 2, at_256_bits), root(40)));
}

TEST_CASE("one moved weight of a symmetric matrix is named") {
  Random random(2, "moved-weight", 0);
  const int d = 5, classes = 3;
  const Rows<double> symmetric = symmetrised(random_weights(d, classes, 1, random)).layers[0].qk;
  for (std::size_t row = 0; row < symmetric.rows(); ++row) {
    for (std::size_t column = 0; column < symmetric.columns(); ++column) {
      Rows<double> moved = symmetric;
      moved[row][column] += 1e-3;
      const transformer::CommutantDistance distance = commutant_distance(moved, d, at_256_bits);
      REQUIRE(distance.farthest);
      CHECK(distance.farthest->row == row);
      CHECK(distance.farthest->column == column);
      for (std::size_t b = 0; b < transformer::blocks.size(); ++b) {
        const bool here = transformer::blocks[b] == transformer::block_of(row, column, d);
        CHECK(is_zero(distance.by_block[b].distance) == !here);
      }
      // Of m equal entries one moved by h is at the distance h √(1 − 1/m), m between 3 and 20.
      const double moved_by = moved[row][column] - symmetric[row][column];
      CHECK(distance.whole.distance.lo_double() > 0.81 * moved_by);
      CHECK(distance.whole.distance.hi_double() < moved_by);
    }
  }
}

TEST_CASE("the defect over permutations is the largest, or bracketed where there are too many") {
  Random random(3, "defect", 0);
  for (const auto& [d, classes] : {std::pair{4, 3}, {1, 4}, {7, 2}, {4, 5}}) {
    const Rows<double> matrix = random_weights(d, classes, 1, random).layers[0].ov;
    const Interval defect = transformer::permutation_defect(matrix, d, Precision(113));
    const double expected = largest_defect(matrix, static_cast<std::size_t>(d));
    CHECK(defect.lo_double() <= expected * (1 + 1e-12));
    CHECK(defect.hi_double() >= expected * (1 - 1e-12));
    const bool all_tried = std::tgamma(d + 1) * std::tgamma(classes + 1) <= 720;
    CHECK((defect.hi_double() - defect.lo_double() < 1e-12) == all_tried);
  }
}

}  // namespace
}  // namespace margincert::transformer_tests
