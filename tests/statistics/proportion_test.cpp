#include <doctest/doctest.h>

#include <boost/math/distributions/binomial.hpp>
#include <stdexcept>

#include "statistics/confidence.hpp"

namespace margincert::statistics {
namespace {

/// Σ over the counts k that `covers` of P(k successes in trials)
template <class Covers>
double coverage(long trials, double p, const Covers& covers) {
  const boost::math::binomial_distribution<> law(static_cast<double>(trials), p);
  double sum = 0;
  for (long k = 0; k <= trials; ++k) {
    if (covers(k)) sum += pdf(law, static_cast<double>(k));
  }
  return sum;
}

constexpr double summation = 1e-12;  // what rounding may do to a sum of at most 26 probabilities

TEST_CASE("proportion covers every probability at its level, by exact summation") {
  for (const double level : {0.5, 0.8, 0.95, 0.99}) {
    for (const long trials : {1L, 2L, 7L, 25L}) {
      for (int step = 0; step <= 200; ++step) {
        const double p = step / 200.0;
        CAPTURE(level);
        CAPTURE(trials);
        CAPTURE(p);
        CHECK(coverage(trials, p, [&](long k) {
                const Range range = proportion(k, trials, level);
                return range.lo <= p && p <= range.hi;
              }) >= level - summation);
        CHECK(coverage(trials, p, [&](long k) { return p <= proportion_upper_bound(k, trials, level); }) >=
              level - summation);
      }
    }
  }
}

TEST_CASE("the upper bound is as low as its level allows: just above it, coverage is the level") {
  const double p = proportion_upper_bound(3, 10, 0.95) + 1e-9;
  CHECK(coverage(10, p, [&](long k) { return p <= proportion_upper_bound(k, 10, 0.95); }) ==
        doctest::Approx(0.95).epsilon(1e-6));
}

TEST_CASE("known values") {
  const auto close = [](double value) { return doctest::Approx(value).epsilon(1e-12); };
  CHECK(proportion(3, 10, 0.95).lo == close(0.06673951117773447));
  CHECK(proportion(3, 10, 0.95).hi == close(0.652452850059997));
  CHECK(proportion_upper_bound(3, 10, 0.95) == close(0.6066242161054134));
  CHECK(proportion_upper_bound(0, 300, 0.95) == close(0.009936081944457712));  // 1 - 0.05^(1/300)
  CHECK(proportion(0, 20, 0.95).hi == close(0.16843347098308534));             // 1 - 0.025^(1/20)
  CHECK(proportion(20, 20, 0.95).lo == close(1 - 0.16843347098308534));
}

TEST_CASE("no success, only successes, no trials") {
  CHECK(proportion(0, 20, 0.95).lo == 0);
  CHECK(proportion(20, 20, 0.95).hi == 1);
  CHECK(proportion(0, 0, 0.95).lo == 0);
  CHECK(proportion(0, 0, 0.95).hi == 1);
  CHECK(proportion_upper_bound(20, 20, 0.95) == 1);
  CHECK(proportion_upper_bound(0, 0, 0.95) == 1);
}

TEST_CASE("impossible counts and levels are refused") {
  CHECK_THROWS_AS(proportion(-1, 5, 0.95), std::invalid_argument);
  CHECK_THROWS_AS(proportion(6, 5, 0.95), std::invalid_argument);
  CHECK_THROWS_AS(proportion(1, 5, 0), std::invalid_argument);
  CHECK_THROWS_AS(proportion(1, 5, 1), std::invalid_argument);
  CHECK_THROWS_AS(proportion_upper_bound(6, 5, 0.95), std::invalid_argument);
  CHECK_THROWS_AS(proportion_upper_bound(1, 5, 95), std::invalid_argument);
}

TEST_CASE("with unknown outcomes the interval contains that of whatever they were, and no more") {
  const Range range = proportion(5, 3, 12, 0.9);
  for (long more = 0; more <= 3; ++more) {
    const Range known = proportion(5 + more, 12, 0.9);
    CHECK(range.lo <= known.lo);
    CHECK(known.hi <= range.hi);
  }
  CHECK(range.lo == proportion(5, 12, 0.9).lo);
  CHECK(range.hi == proportion(8, 12, 0.9).hi);
  CHECK_THROWS_AS(proportion(5, 8, 12, 0.9), std::invalid_argument);
}

}  // namespace
}  // namespace margincert::statistics
