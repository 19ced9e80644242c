#pragma once

#include <array>
#include <optional>
#include <string>

#include "numeric/interval.hpp"
#include "recursion/rows.hpp"
#include "transformer/symmetry.hpp"

namespace margincert::transformer {

using numeric::Interval;

/// The blocks of a weight matrix; rows come first, so that feature_label has rows of features and columns of labels.
enum class Block { feature_feature, label_label, feature_label, label_feature };
inline constexpr std::array blocks = {Block::feature_feature, Block::label_label, Block::feature_label,
                                      Block::label_feature};
std::string to_string(Block block);  // "feature-feature"
Block block_of(std::size_t row, std::size_t column, int feature_dim);

/// ‖W − R(W)‖ and ‖W‖ in the Frobenius norm, over a block or a whole matrix; R(W) is the Reynolds average.
struct Distance {
  Interval distance;
  Interval norm;
  /// distance / norm, at most 1 in exact arithmetic; none where the norm may be 0.
  std::optional<Interval> relative() const;
};

/// One entry beside the mean of the entries that the symmetry would make equal to it.
struct Deviation {
  Block block;
  std::size_t row = 0, column = 0;  ///< of the whole matrix
  double value = 0;
  Interval mean;
  Interval difference;  ///< value − mean
};

/// How far a matrix is from the commutant of S_d × S_K, certified.
struct CommutantDistance {
  Distance whole;
  std::array<Distance, blocks.size()> by_block;  ///< in the order of `blocks`
  /// The entry farthest from its mean, the first of equals; none when all entries are certainly their means.
  std::optional<Deviation> farthest;
};

/// Enclosures at `precision`. Sums of equal numbers and their means are exact, so a matrix whose entries are bit-equal
/// on every group has the distance [0, 0].
CommutantDistance commutant_distance(const recursion::Rows<double>& matrix, int feature_dim,
                                     numeric::Precision precision);

/// max ‖P W Pᵀ − W‖ in the Frobenius norm over all P = diag(P_x, P_y), permutations of features and of labels: zero
/// just on the commutant [S: equivariance]. Where there are at most 720 of them it is the maximum over all. Beyond, its
/// lower end is the maximum over transpositions, and its upper end twice the distance d to the commutant, as ‖P W Pᵀ −
/// W‖ <= ‖P (W − R) Pᵀ‖ + ‖R − W‖ = 2 d.
Interval permutation_defect(const recursion::Rows<double>& matrix, int feature_dim, numeric::Precision precision);

}  // namespace margincert::transformer
