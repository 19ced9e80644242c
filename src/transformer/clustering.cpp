#include "transformer/clustering.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <stdexcept>

namespace margincert::transformer {
namespace {

using Real = long double;

/// Sums over runs of the sorted distinct values, by prefix sums. The values are taken relative to their mean, so that
/// the difference in `cost` loses few digits.
class Runs {
 public:
  explicit Runs(const std::map<double, long>& counts) : weight_{0}, sum_{0}, square_{0} {
    Real total = 0, entries = 0;
    for (const auto& [value, count] : counts) {
      total += static_cast<Real>(value) * static_cast<Real>(count);
      entries += static_cast<Real>(count);
    }
    origin_ = total / entries;
    for (const auto& [value, count] : counts) {
      const Real x = static_cast<Real>(value) - origin_, w = static_cast<Real>(count);
      weight_.push_back(weight_.back() + w);
      sum_.push_back(sum_.back() + w * x);
      square_.push_back(square_.back() + w * x * x);
    }
  }

  std::size_t size() const { return weight_.size() - 1; }
  /// Σ (x − mean)² = Σ x² − (Σ x)² / count over first..last-1; 0 of a single value.
  Real cost(std::size_t first, std::size_t last) const {
    if (last - first == 1) return 0;
    const Real sum = sum_[last] - sum_[first];
    return std::max<Real>(0, square_[last] - square_[first] - sum * sum / (weight_[last] - weight_[first]));
  }
  double mean(std::size_t first, std::size_t last) const {
    return static_cast<double>(origin_ + (sum_[last] - sum_[first]) / (weight_[last] - weight_[first]));
  }

 private:
  Real origin_ = 0;
  std::vector<Real> weight_, sum_, square_;
};

/// best[m] = the least cost of the first m values in so many clusters; start[m], where the last of them begins.
struct Level {
  std::vector<Real> best;
  std::vector<std::size_t> start;
};

/// Fills next for low..high-1. The best start never moves left as m grows, so each half searches its side only.
void fill(const Runs& runs, const Level& previous, Level& next, std::size_t low, std::size_t high,
          std::size_t first_start, std::size_t last_start) {
  if (low >= high) return;
  const std::size_t m = low + (high - low) / 2;
  next.best[m] = std::numeric_limits<Real>::infinity();
  next.start[m] = first_start;
  for (std::size_t start = first_start; start <= std::min(last_start, m - 1); ++start) {
    const Real cost = previous.best[start] + runs.cost(start, m);
    if (cost < next.best[m]) next.best[m] = cost, next.start[m] = start;
  }
  const std::size_t middle = next.start[m];
  fill(runs, previous, next, low, m, first_start, middle);
  fill(runs, previous, next, m + 1, high, middle, last_start);
}

/// The first value of every cluster, in reverse: k of them, k at most the number of values.
std::vector<std::size_t> optimal_starts(const Runs& runs, std::size_t k) {
  const std::size_t m = runs.size();
  std::vector<Level> levels;
  Level one{std::vector<Real>(m + 1, 0), std::vector<std::size_t>(m + 1, 0)};
  for (std::size_t last = 1; last <= m; ++last) one.best[last] = runs.cost(0, last);
  levels.push_back(std::move(one));
  for (std::size_t clusters = 2; clusters <= k; ++clusters) {
    Level next{std::vector<Real>(m + 1, 0), std::vector<std::size_t>(m + 1, 0)};
    fill(runs, levels.back(), next, clusters, m + 1, clusters - 1, m - 1);
    levels.push_back(std::move(next));
  }
  std::vector<std::size_t> starts;
  for (std::size_t last = m, level = k; level-- > 0; last = starts.back()) starts.push_back(levels[level].start[last]);
  return starts;
}

}  // namespace

std::vector<double> clustered(std::span<const double> values, int k) {
  if (k < 1) throw std::invalid_argument("at least one cluster is needed");
  std::map<double, long> counts;
  for (const double value : values) ++counts[value];
  if (counts.size() <= static_cast<std::size_t>(k)) return {values.begin(), values.end()};

  const Runs runs(counts);
  std::map<double, double> centre;
  std::size_t last = runs.size();
  auto value = counts.rbegin();
  for (const std::size_t start : optimal_starts(runs, static_cast<std::size_t>(k))) {
    const bool alone = last - start == 1;
    const double mean = runs.mean(start, last);
    for (; last > start; --last, ++value) centre[value->first] = alone ? value->first : mean;
  }
  std::vector<double> result;
  for (const double x : values) result.push_back(centre.at(x));
  return result;
}

Weights clustered(const Weights& weights, int k) {
  Weights result = weights;
  for (LayerWeights& layer : result.layers) {
    for (recursion::Rows<double>* matrix : {&layer.qk, &layer.ov}) {
      const std::size_t entries = matrix->rows() * matrix->columns();
      const std::vector<double> means = clustered(std::span<const double>(&(*matrix)[0][0], entries), k);
      std::ranges::copy(means, &(*matrix)[0][0]);
    }
  }
  return result;
}

}  // namespace margincert::transformer
