#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <vector>

#include "generators/counter_random.hpp"
#include "statistics/confidence.hpp"
#include "tests/support/property.hpp"

namespace margincert::statistics {
namespace {

using generators::Random;
using testing::check_property;
using Values = std::vector<double>;

Range from_points(const Values& values, double least, double most, double level) {
  return bounded_mean(values, values, least, most, level);
}

bool contains(const Range& outer, const Range& inner) { return outer.lo <= inner.lo && inner.hi <= outer.hi; }

/// How often in 2000 samples the interval misses the mean p of a coin.
int misses(const char* name, std::size_t size, double p, double level) {
  int missed = 0;
  for (std::uint64_t sample = 0; sample < 2000; ++sample) {
    Random random(7, name, sample);
    Values tosses(size);
    std::generate(tosses.begin(), tosses.end(), [&] { return random.uniform() < p ? 1.0 : 0.0; });
    const Range range = from_points(tosses, 0, 1, level);
    missed += !(range.lo <= p && p <= range.hi);
  }
  return missed;
}

TEST_CASE("the mean is covered at its level") {
  // Without the term in sqrt(V), the fair coin is missed about every fifth time; without the term in the range, the
  // rare event every third time.
  CHECK(misses("bounded-mean/fair", 200, 0.5, 0.9) <= 200);
  CHECK(misses("bounded-mean/rare", 100, 0.01, 0.9) <= 200);
}

TEST_CASE("known values") {
  Values half(200, 0.0);
  std::fill(half.begin() + 100, half.end(), 2.0);
  const Range range = from_points(half, 0, 4, 0.95);  // V = 200/199, ln(2/δ) = ln 80
  CHECK(range.lo == doctest::Approx(1 - 0.41538039814004341).epsilon(1e-13));
  CHECK(range.hi == doctest::Approx(1 + 0.41538039814004341).epsilon(1e-13));
  const Range constant = from_points(Values(101, 0.0), 0, 1, 0.95);  // V = 0: 7 ln 80 / 300
  CHECK(constant.lo == 0);
  CHECK(constant.hi == doctest::Approx(0.10224728814239055).epsilon(1e-13));
}

TEST_CASE("few samples say only what was known before") {
  for (const Values& samples : {Values{}, Values{0.25}}) {
    const Range range = from_points(samples, -1, 3, 0.95);
    CHECK(range.lo == -1);
    CHECK(range.hi == 3);
  }
  const Range two = from_points({0.25, 0.5}, -1, 3, 0.95);
  CHECK(two.lo == -1);
  CHECK(two.hi == 3);
}

/// Samples from whole numbers in [-64, 64]: enclosures around points, and points within enclosures, are exact.
struct Enclosures {
  Values lower, upper, inside;
};

Enclosures any_enclosures() {
  Enclosures samples;
  const int size = *rc::gen::inRange(2, 300);
  for (int i = 0; i < size; ++i) {
    const int lower = *rc::gen::inRange(-64, 65);
    const int upper = *rc::gen::inRange(lower, std::min(65, lower + 9));
    samples.lower.push_back(lower);
    samples.upper.push_back(upper);
    samples.inside.push_back(*rc::gen::inRange(lower, upper + 1));
  }
  return samples;
}

TEST_CASE("the interval from enclosures contains that of whatever the samples are") {
  check_property("statistics/bounded-mean-enclosures", [] {
    const Enclosures samples = any_enclosures();
    const Range enclosed = bounded_mean(samples.lower, samples.upper, -64, 64, 0.9);
    RC_ASSERT(contains(enclosed, from_points(samples.inside, -64, 64, 0.9)));
    RC_ASSERT(contains(enclosed, from_points(samples.lower, -64, 64, 0.9)));
    RC_ASSERT(contains(enclosed, from_points(samples.upper, -64, 64, 0.9)));
  });
}

TEST_CASE("wider enclosures give a wider interval, and a higher level too") {
  Values lower(500), upper(500);
  Range narrower = from_points(lower, -2, 2, 0.9);
  for (int wider = 1; wider <= 8; ++wider) {
    std::fill(lower.begin(), lower.end(), -wider / 8.0);
    std::fill(upper.begin(), upper.end(), wider / 8.0);
    const Range range = bounded_mean(lower, upper, -2, 2, 0.9);
    CHECK(range.lo < narrower.lo);
    CHECK(range.hi > narrower.hi);
    CHECK(contains(bounded_mean(lower, upper, -2, 2, 0.95), range));
    narrower = range;
  }
}

TEST_CASE("samples outside their bounds, torn enclosures and what is no number are refused") {
  const Values zeros{0, 0}, ones{1, 1}, one{1}, outside{0, 2}, nan{0, std::numeric_limits<double>::quiet_NaN()};
  CHECK_THROWS_AS(bounded_mean(ones, zeros, 0, 1, 0.95), std::invalid_argument);
  CHECK_THROWS_AS(bounded_mean(zeros, one, 0, 1, 0.95), std::invalid_argument);
  CHECK_THROWS_AS(bounded_mean(zeros, outside, 0, 1, 0.95), std::invalid_argument);
  CHECK_THROWS_AS(bounded_mean(zeros, ones, 0.5, 1, 0.95), std::invalid_argument);
  CHECK_THROWS_AS(bounded_mean(nan, nan, 0, 1, 0.95), std::invalid_argument);
  CHECK_THROWS_AS(bounded_mean(zeros, ones, 0, std::numeric_limits<double>::infinity(), 0.95), std::invalid_argument);
  CHECK_THROWS_AS(bounded_mean(zeros, ones, 0, 1, 1), std::invalid_argument);
}

}  // namespace
}  // namespace margincert::statistics
