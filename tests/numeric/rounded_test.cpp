#include "numeric/rounded.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

#include "numeric/interval.hpp"

namespace margincert::numeric_tests {
namespace {

using numeric::Interval;
using numeric::Precision;
using numeric::Rounded;

/// From -1 to 1, of any size down to 2^-20.
double some_double(std::mt19937_64& random) {
  const double share = std::ldexp(static_cast<double>(random() >> 11), -53);
  return std::ldexp(random() % 2 == 0 ? share : -share, -static_cast<int>(random() % 20));
}

/// A positive number with all of its bits in use.
Rounded full_number(std::mt19937_64& random, Precision precision) {
  return Rounded::exact(1.5 + some_double(random), precision) / Rounded::exact(3 + some_double(random), precision);
}

Interval point(const Rounded& x) { return Interval::outward(x.get(), x.get(), x.precision()); }

}  // namespace

TEST_CASE("a rounded result lies between the two that are rounded down and up") {
  std::mt19937_64 random(1);
  for (const int bits : {53, 64, 100, 333, 1000, 1024}) {
    for (int k = 0; k < 200; ++k) {
      CAPTURE(bits);
      const Rounded a = full_number(random, Precision(bits)), b = full_number(random, Precision(bits));
      const Interval x = point(a), y = point(b);
      CHECK(contains(x + y, point(a + b)));
      CHECK(contains(x - y, point(a - b)));
      CHECK(contains(x * y, point(a * b)));
      CHECK(contains(x / y, point(a / b)));
      CHECK(contains(sqrt(x), point(sqrt(a))));
      CHECK(contains(log(x), point(log(a))));
      CHECK(contains(exp(-y), point(exp(-b))));
      CHECK(same_endpoints(abs(-x), point(abs(-a))));
      CHECK(same_endpoints(min(x, y), point(min(a, b))));
      CHECK(same_endpoints(max(x, y), point(max(a, b))));
      CHECK(contains(Interval::ratio(-7, 3 + k, Precision(bits)), point(Rounded::ratio(-7, 3 + k, Precision(bits)))));
    }
  }
}

TEST_CASE("at 53 bits the operations are those of binary64") {
  std::mt19937_64 random(2);
  const Precision precision(53);
  for (int k = 0; k < 1000; ++k) {
    const double x = some_double(random), y = 3 * some_double(random);
    const Rounded a = Rounded::exact(x, precision), b = Rounded::exact(y, precision);
    CHECK((a + b).to_double() == x + y);
    CHECK((a - b).to_double() == x - y);
    CHECK((a * b).to_double() == x * y);
    CHECK((a / b).to_double() == x / y);
    CHECK(sqrt(abs(a)).to_double() == std::sqrt(std::abs(x)));
    CHECK(reaches_higher(a, b) == (x > y));
  }
}

TEST_CASE("results carry the larger precision, and inputs are kept exactly") {
  const Rounded third = Rounded::ratio(1, 3, Precision(53)), finer = Rounded::ratio(1, 3, Precision(200));
  CHECK((third + finer).precision() == Precision(200));
  CHECK((finer * third).precision() == Precision(200));
  CHECK(max(third, finer).precision() == Precision(200));
  CHECK_FALSE(third == finer);
  CHECK(Rounded::exact(0.1, Precision(200)).to_double() == 0.1);
  CHECK(Rounded::exact(0.1, Precision(200)) == Rounded::exact(0.1, Precision(53)));
  CHECK(Rounded::ratio(std::numeric_limits<long>::max(), 1, Precision(53)).to_double() == 0x1p63);
  Rounded copy = third;
  copy = finer;
  CHECK(copy.precision() == Precision(200));
  CHECK(copy == finer);
}

TEST_CASE("what is not a number passes on, through min and max too") {
  const Precision precision(80);
  const Rounded one = Rounded::exact(1, precision), nothing = Rounded::ratio(0, 0, precision);
  for (const Rounded& x : {nothing + one, one * nothing, exp(nothing), sqrt(-one), log(-one), min(one, nothing),
                           min(nothing, one), max(one, nothing), max(nothing, one)}) {
    CHECK_FALSE(x.is_finite());
    CHECK(std::isnan(x.to_double()));
  }
  CHECK_FALSE(Rounded::ratio(1, 0, precision).is_finite());
  CHECK(std::isinf(Rounded::ratio(1, 0, precision).to_double()));
}

}  // namespace margincert::numeric_tests
