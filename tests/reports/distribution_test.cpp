#include "reports/distribution.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "tests/support/property.hpp"

namespace margincert::reports_tests {

using proofs::bucket_of;
using reports::quantile;

TEST_CASE("a quantile's enclosure holds the quantile of the numbers themselves") {
  testing::check_property("quantile-encloses", [] {
    const auto numbers = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(-50, 50)));
    const int percent = *rc::gen::inRange(0, 101);
    std::vector<double> sorted;
    std::map<int, long> counts;
    for (const int n : numbers) {
      sorted.push_back(n / 16.0);
      ++counts[bucket_of(sorted.back())];
    }
    std::ranges::sort(sorted);
    const auto enough = std::ranges::find_if(sorted, [&](double x) {
      const auto not_above = std::ranges::upper_bound(sorted, x) - sorted.begin();
      return not_above * 100 >= percent * static_cast<long>(sorted.size());
    });
    const auto bounds = quantile(counts, percent);
    RC_ASSERT(bounds.has_value());
    RC_ASSERT(bounds->lo <= *enough);
    RC_ASSERT(*enough <= bounds->hi);
    RC_ASSERT(*bounds == proofs::bounds_of(bucket_of(*enough)));
  });
}

TEST_CASE("nothing has no quantiles, and a single number has only itself") {
  CHECK(!quantile({}, 50));
  CHECK(!quantile({{3, 0}}, 50));
  for (const int percent : {0, 1, 50, 100}) CHECK(quantile({{0, 7}}, percent) == proofs::BucketBounds{0, 0});
  CHECK_THROWS_AS(quantile({{0, 7}}, 101), std::invalid_argument);
  CHECK_THROWS_AS(quantile({{0, 7}}, -1), std::invalid_argument);
}

TEST_CASE("counts near the range of long do not overflow") {
  CHECK(quantile({{1, 4'000'000'000'000'000'000}, {2, 4'000'000'000'000'000'000}}, 50) == proofs::bounds_of(1));
  CHECK(quantile({{1, 4'000'000'000'000'000'000}, {2, 4'000'000'000'000'000'000}}, 51) == proofs::bounds_of(2));
}

}  // namespace margincert::reports_tests
