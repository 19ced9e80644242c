#include "transformer/commutant.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

namespace margincert::transformer {
namespace {

using numeric::Precision;
using recursion::Rows;
using Order = std::vector<std::size_t>;

constexpr std::uint64_t most_permutations = 720;

std::size_t index_of(EntryGroup group) { return static_cast<std::size_t>(group); }
std::size_t index_of(Block block) { return static_cast<std::size_t>(block); }

/// The exact means of the six groups, enclosed.
std::vector<Interval> group_means(const Rows<double>& matrix, int feature_dim, Precision precision) {
  std::vector<Interval> sums(entry_groups, Interval(precision));
  std::array<int, entry_groups> counts{};
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    for (std::size_t column = 0; column < matrix.columns(); ++column) {
      const std::size_t group = index_of(group_of(row, column, feature_dim));
      sums[group] += Interval::exact(matrix[row][column], precision);
      ++counts[group];
    }
  }
  for (std::size_t group = 0; group < sums.size(); ++group) {
    if (counts[group] > 0) sums[group] /= Interval::integer(counts[group], precision);
  }
  return sums;
}

/// ‖P W Pᵀ − W‖² for the permutation that sends k to order[k].
Interval squared_defect(const Rows<double>& matrix, const Order& order, Precision precision) {
  Interval sum(precision);
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    for (std::size_t column = 0; column < matrix.columns(); ++column) {
      const double moved = matrix[order[row]][order[column]], stayed = matrix[row][column];
      if (moved != stayed) sum += sqr(Interval::exact(moved, precision) - Interval::exact(stayed, precision));
    }
  }
  return sum;
}

/// d! K!, or something larger than `most` when it is.
std::uint64_t permutations(std::size_t features, std::size_t labels, std::uint64_t most) {
  std::uint64_t count = 1;
  for (const std::size_t size : {features, labels}) {
    for (std::uint64_t k = 2; k <= size && count <= most; ++k) count *= k;
  }
  return count;
}

void for_each_permutation(std::size_t features, std::size_t width, const std::function<void(const Order&)>& visit) {
  Order order(width);
  std::iota(order.begin(), order.end(), 0);
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(features);
  do {
    do {
      visit(order);
    } while (std::next_permutation(middle, order.end()));
  } while (std::next_permutation(order.begin(), middle));
}

void for_each_transposition(std::size_t features, std::size_t width, const std::function<void(const Order&)>& visit) {
  Order order(width);
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t a = 0; a < width; ++a) {
    for (std::size_t b = a + 1; b < (a < features ? features : width); ++b) {
      std::swap(order[a], order[b]);
      visit(order);
      std::swap(order[a], order[b]);
    }
  }
}

}  // namespace

std::string to_string(Block block) {
  constexpr std::array names = {"feature-feature", "label-label", "feature-label", "label-feature"};
  return names[index_of(block)];
}

Block block_of(std::size_t row, std::size_t column, int feature_dim) {
  const auto d = static_cast<std::size_t>(feature_dim);
  if (row < d) return column < d ? Block::feature_feature : Block::feature_label;
  return column < d ? Block::label_feature : Block::label_label;
}

std::optional<Interval> Distance::relative() const {
  if (is_positive(norm) != numeric::Truth::yes) return std::nullopt;
  return distance / norm;
}

CommutantDistance commutant_distance(const Rows<double>& matrix, int feature_dim, Precision precision) {
  const Interval zero(precision);
  const std::vector<Interval> means = group_means(matrix, feature_dim, precision);
  std::array<Distance, blocks.size()> squares = {Distance{zero, zero}, {zero, zero}, {zero, zero}, {zero, zero}};
  Distance all{zero, zero};
  std::optional<Deviation> farthest;
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    for (std::size_t column = 0; column < matrix.columns(); ++column) {
      const Block block = block_of(row, column, feature_dim);
      const Interval value = Interval::exact(matrix[row][column], precision);
      const Interval& mean = means[index_of(group_of(row, column, feature_dim))];
      const Interval difference = value - mean;
      for (Distance* sum : {&squares[index_of(block)], &all}) {
        sum->distance += sqr(difference);
        sum->norm += sqr(value);
      }
      const bool farther =
          !farthest || std::fabs(difference.mid_double()) > std::fabs(farthest->difference.mid_double());
      if (farther && !difference.is_zero()) {
        farthest = Deviation{block, row, column, matrix[row][column], mean, difference};
      }
    }
  }
  const auto rooted = [](const Distance& squared) { return Distance{sqrt(squared.distance), sqrt(squared.norm)}; };
  return {rooted(all), {rooted(squares[0]), rooted(squares[1]), rooted(squares[2]), rooted(squares[3])}, farthest};
}

Interval permutation_defect(const Rows<double>& matrix, int feature_dim, Precision precision) {
  const auto features = static_cast<std::size_t>(feature_dim), width = matrix.rows();
  Interval largest(precision);
  const auto visit = [&](const Order& order) { largest = max(largest, squared_defect(matrix, order, precision)); };
  if (permutations(features, width - features, most_permutations) <= most_permutations) {
    for_each_permutation(features, width, visit);
    return sqrt(largest);
  }
  for_each_transposition(features, width, visit);
  return hull(inf(sqrt(largest)), sup(2 * commutant_distance(matrix, feature_dim, precision).whole.distance));
}

}  // namespace margincert::transformer
