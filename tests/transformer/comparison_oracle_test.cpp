#include <boost/multiprecision/mpfr.hpp>

#include "tests/transformer/comparison_support.hpp"

namespace margincert::transformer_tests {
namespace {

using Real =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<80>, boost::multiprecision::et_off>;
using Table = std::vector<std::vector<Real>>;

/// Tokens as whole vectors, straight from theory.md §1: no block, no shift of logits, no order of sums in common with
/// the program.
struct Step {
  Table tokens, attention, logits;
};

Step step_by_the_book(const Table& z, const transformer::LayerWeights& layer) {
  const std::size_t n = z.size() - 1, width = z[0].size();
  Step result{z, Table(n + 1, std::vector<Real>(n)), Table(n + 1, std::vector<Real>(n))};
  for (std::size_t j = 0; j <= n; ++j) {
    Real sum = 0, mean = 0;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t a = 0; a < width; ++a) {
        for (std::size_t b = 0; b < width; ++b) result.logits[j][i] += z[i][a] * Real(layer.qk[a][b]) * z[j][b];
      }
      sum += exp(result.logits[j][i]);
      mean += result.logits[j][i] / n;
    }
    for (std::size_t i = 0; i < n; ++i) {
      result.attention[j][i] = exp(result.logits[j][i]) / sum;
      for (std::size_t a = 0; a < width; ++a) {
        for (std::size_t b = 0; b < width; ++b) {
          result.tokens[j][a] += Real(layer.ov[a][b]) * result.attention[j][i] * z[i][b];
        }
      }
    }
    for (Real& logit : result.logits[j]) logit -= mean;
  }
  return result;
}

Table initial_tokens(const Task& task) {
  const int d = task.feature_dim(), n = task.points();
  Table z(n + 1, std::vector<Real>(d + task.classes));
  for (int k = 0; k < d; ++k) {
    for (int i = 0; i < n; ++i) z[i][k] = task.features[i][k];
    z[n][k] = task.probe[k];
  }
  for (int i = 0; i < n; ++i) {
    if (task.labels[i]) z[i][d + *task.labels[i]] = 1;
  }
  return z;
}

/// max |a − b| over a range of rows and columns.
Real largest_difference(const Table& a, const Table& b, std::size_t first_row, std::size_t end_row,
                        std::size_t first_column, std::size_t end_column) {
  Real largest = 0;
  for (std::size_t row = first_row; row < end_row; ++row) {
    for (std::size_t column = first_column; column < end_column; ++column) {
      largest = (std::max)(largest, Real(abs(a[row][column] - b[row][column])));
    }
  }
  return largest;
}

struct Expected {
  Quantity quantity;
  Real value;
};

std::vector<Expected> expected_differences(const Step& a, const Step& b, std::size_t d) {
  const std::size_t n = a.tokens.size() - 1, width = a.tokens[0].size();
  return {{Quantity::features, largest_difference(a.tokens, b.tokens, 0, n, 0, d)},
          {Quantity::labels, largest_difference(a.tokens, b.tokens, 0, n, d, width)},
          {Quantity::probe_features, largest_difference(a.tokens, b.tokens, n, n + 1, 0, d)},
          {Quantity::probe_label, largest_difference(a.tokens, b.tokens, n, n + 1, d, width)},
          {Quantity::attention, largest_difference(a.attention, b.attention, 0, n + 1, 0, n)},
          {Quantity::probe_attention, largest_difference(a.attention, b.attention, n, n + 1, 0, n)},
          {Quantity::logits, largest_difference(a.logits, b.logits, 0, n + 1, 0, n)},
          {Quantity::probe_logits, largest_difference(a.logits, b.logits, n, n + 1, 0, n)}};
}

/// The number up to 60 digits, far below the width that is asked of the enclosures.
void check_near(const Interval& enclosure, const Real& x) {
  const Real margin = (abs(x) + 1) * Real("1e-60"), lo = x - margin, hi = x + margin;
  CHECK(contains(enclosure, Interval::outward(lo.backend().data(), hi.backend().data(), Precision(300))));
  CHECK(width(enclosure).hi_double() < 1e-25);
}

TEST_CASE("enclosures of differences contain those of the formulas in 80 digits") {
  for (int index = 0; index < 5; ++index) {
    Random random(6, "book", index);
    const int d = 1 + index % 4, classes = 2 + index % 3, depth = 3;
    const Weights own = half_normal_weights(d, classes, depth, random),
                  other = half_normal_weights(d, classes, depth, random);
    const Task task = random_tasks(d, classes, 5)(index);
    const auto layers = transformer::comparer(own, transformer::TransformerDynamics{other})(task, Precision(113));
    Table z = initial_tokens(task), others_own = z;
    for (int t = 0; t < depth; ++t) {
      const Step real = step_by_the_book(z, own.layers[t]), forced = step_by_the_book(z, other.layers[t]);
      const Step free = step_by_the_book(others_own, other.layers[t]);
      for (const auto& [quantity, value] : expected_differences(real, forced, d)) {
        check_near(layers[t][quantity]->forced.largest, value);
      }
      for (const auto& [quantity, value] : expected_differences(real, free, d)) {
        check_near(layers[t][quantity]->free.largest, value);
      }
      z = real.tokens;
      others_own = free.tokens;
    }
  }
}

}  // namespace
}  // namespace margincert::transformer_tests
