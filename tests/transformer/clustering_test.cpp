#include "transformer/clustering.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>
#include <stdexcept>

#include "tests/support/property.hpp"

namespace margincert::transformer_tests {
namespace {

using Values = std::vector<double>;

double squared_distance(const Values& a, const Values& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

/// Σ (x − mean)² over a run, from the definition.
double cost_of_run(std::span<const double> run) {
  double mean = 0, sum = 0;
  for (const double x : run) mean += x / static_cast<double>(run.size());
  for (const double x : run) sum += (x - mean) * (x - mean);
  return sum;
}

/// The least cost of sorted values in at most k runs: every set of cuts is tried.
double least_cost(const Values& sorted, int k) {
  double least = HUGE_VAL;
  for (unsigned cuts = 0; cuts < 1u << (sorted.size() - 1); ++cuts) {
    if (std::popcount(cuts) >= k) continue;
    double cost = 0;
    std::size_t first = 0;
    for (std::size_t last = 1; last <= sorted.size(); ++last) {
      if (last < sorted.size() && (cuts >> (last - 1) & 1) == 0) continue;
      cost += cost_of_run(std::span(sorted).subspan(first, last - first));
      first = last;
    }
    least = std::min(least, cost);
  }
  return least;
}

/// Up to nine multiples of 1/8, often equal to each other.
Values draw_values() {
  const int size = *rc::gen::inRange(1, 10), range = *rc::gen::element(3, 20, 2000);
  Values values;
  for (int i = 0; i < size; ++i) values.push_back(*rc::gen::inRange(-range, range + 1) / 8.0);
  return values;
}

TEST_CASE("no partition into runs is cheaper than the clustering") {
  testing::check_property("clustering-is-optimal", [] {
    const Values values = draw_values();
    const int k = *rc::gen::inRange(1, 9);
    Values sorted = values;
    std::ranges::sort(sorted);
    const Values result = transformer::clustered(values, k);
    RC_ASSERT(std::set(result.begin(), result.end()).size() <= static_cast<std::size_t>(k));
    const double least = least_cost(sorted, k);
    RC_ASSERT(squared_distance(values, result) <= least + 1e-12 * (1 + least));
  });
}

TEST_CASE("as many clusters as distinct values give the values back, bit for bit") {
  testing::check_property("clustering-keeps-distinct-values", [] {
    Values values = draw_values();
    for (double& x : values) x /= 3;
    const auto distinct = static_cast<int>(std::set(values.begin(), values.end()).size());
    RC_ASSERT(transformer::clustered(values, distinct) == values);
    RC_ASSERT(transformer::clustered(values, distinct + 3) == values);
  });
}

TEST_CASE("clusters by hand") {
  CHECK(transformer::clustered(Values{5, 1, 3}, 1) == Values{3, 3, 3});
  CHECK(transformer::clustered(Values{10, 0, 1, 11, 0, 1}, 2) == Values{10.5, 0.5, 0.5, 10.5, 0.5, 0.5});
  // A value that stands alone stays what it is, and the twins 0.1 are one cluster of their own.
  CHECK(transformer::clustered(Values{0.1, 7, 0.1, 8}, 2) == Values{0.1, 7.5, 0.1, 7.5});
  // Far from zero: the sums are taken relative to the mean.
  CHECK(transformer::clustered(Values{1e9 + 2, 1e9, 1e9 + 4, 1e9 + 100}, 2) ==
        Values{1e9 + 2, 1e9 + 2, 1e9 + 2, 1e9 + 100});
  CHECK_THROWS_AS(transformer::clustered(Values{1, 2}, 0), std::invalid_argument);
}

TEST_CASE("matrices are clustered one by one") {
  transformer::Weights weights = transformer::zero_weights(1, 2, 2);
  weights.layers[1].ov[0][0] = 9;
  weights.layers[1].ov[2][1] = 18;
  const transformer::Weights one = transformer::clustered(weights, 1);
  CHECK(one.layers[0] == weights.layers[0]);
  CHECK(one.layers[1].qk == weights.layers[1].qk);
  CHECK(one.layers[1].ov == recursion::Rows<double>(3, 3, 3.0));
  CHECK(transformer::clustered(weights, 3) == weights);
}

}  // namespace
}  // namespace margincert::transformer_tests
