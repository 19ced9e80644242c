#include <doctest/doctest.h>

#include <boost/math/special_functions/binomial.hpp>
#include <cmath>
#include <stdexcept>

#include "statistics/confidence.hpp"

namespace margincert::statistics {
namespace {

/// P(only_first = i, only_second = j): n! / (i! j! (n-i-j)!) a^i b^j (1-a-b)^(n-i-j)
double trinomial(int n, int i, int j, double a, double b) {
  using boost::math::binomial_coefficient;
  return binomial_coefficient<double>(static_cast<unsigned>(n), static_cast<unsigned>(i)) *
         binomial_coefficient<double>(static_cast<unsigned>(n - i), static_cast<unsigned>(j)) * std::pow(a, i) *
         std::pow(b, j) * std::pow(1 - a - b, n - i - j);
}

double coverage(int trials, double a, double b, double level) {
  double sum = 0;
  for (int i = 0; i <= trials; ++i) {
    for (int j = 0; i + j <= trials; ++j) {
      const Range range = paired_difference(i, j, trials, level);
      if (range.lo <= a - b && a - b <= range.hi) sum += trinomial(trials, i, j, a, b);
    }
  }
  return sum;
}

TEST_CASE("the difference of paired probabilities is covered at its level, by exact enumeration") {
  constexpr int grid = 16;  // powers of two: a - b and 1 - a - b are exact
  for (const double level : {0.5, 0.9}) {
    for (const int trials : {1, 4, 9}) {
      for (int first = 0; first <= grid; ++first) {
        for (int second = 0; first + second <= grid; ++second) {
          const double a = static_cast<double>(first) / grid, b = static_cast<double>(second) / grid;
          CAPTURE(level);
          CAPTURE(trials);
          CAPTURE(a);
          CAPTURE(b);
          CHECK(coverage(trials, a, b, level) >= level - 1e-12);
        }
      }
    }
  }
}

TEST_CASE("the interval narrows around the observed difference and turns with the order") {
  const Range range = paired_difference(3000, 1000, 10000, 0.95);
  CHECK(range.lo > 0.17);
  CHECK(range.hi < 0.23);
  const Range turned = paired_difference(1000, 3000, 10000, 0.95);
  CHECK(turned.lo == -range.hi);
  CHECK(turned.hi == -range.lo);
}

TEST_CASE("its ends are those of two intervals at half the error") {
  const Range first = proportion(5, 12, 0.95), second = proportion(2, 12, 0.95);
  const Range difference = paired_difference(5, 2, 12, 0.9);
  CHECK(difference.lo == doctest::Approx(first.lo - second.hi).epsilon(1e-12));
  CHECK(difference.hi == doctest::Approx(first.hi - second.lo).epsilon(1e-12));
}

TEST_CASE("nothing is known without trials") {
  CHECK(paired_difference(0, 0, 0, 0.95).lo == -1);
  CHECK(paired_difference(0, 0, 0, 0.95).hi == 1);
}

TEST_CASE("impossible counts are refused") {
  CHECK_THROWS_AS(paired_difference(3, 3, 5, 0.95), std::invalid_argument);
  CHECK_THROWS_AS(paired_difference(-1, 3, 5, 0.95), std::invalid_argument);
  CHECK_THROWS_AS(paired_difference(3, -1, 5, 0.95), std::invalid_argument);
  CHECK_THROWS_AS(paired_difference(1, 3, 5, 1.5), std::invalid_argument);
}

TEST_CASE("of unknown pairs the interval contains whatever they were") {
  const Range range = paired_difference(4, 3, 2, 12, 0.9);
  for (long first = 0; first <= 2; ++first) {
    for (long second = 0; first + second <= 2; ++second) {
      const Range known = paired_difference(4 + first, 3 + second, 12, 0.9);
      CHECK(range.lo <= known.lo);
      CHECK(known.hi <= range.hi);
    }
  }
  CHECK_THROWS_AS(paired_difference(4, 3, 6, 12, 0.9), std::invalid_argument);
}

}  // namespace
}  // namespace margincert::statistics
