#include "reproduction/numbers.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "reproduction/seed_mean.hpp"

namespace margincert::reproduction_tests {
namespace {

using namespace reproduction;

TEST_CASE("a measured number is shown with its unit and its interval") {
  CHECK(shown(Estimate{0.82314, 0.8177, 0.8284}, Unit::percent) == "82.31 % [81.77, 82.84]");
  CHECK(shown(Estimate{-1.0 / 3}, Unit::plain) == "-0.3333");
  CHECK(shown(Cell(17L), Unit::plain) == "17");
  CHECK(shown(Cell("–"), Unit::percent) == "–");
  CHECK(shown(0.01999, Unit::percent) == "1.999 %");
  CHECK(shown(33000.0, Unit::plain) == "33000");
  CHECK(shown(0.5, Unit::plain) == "0.5");
}

TEST_CASE("the ends of an interval are shown outward") {
  CHECK(shown(Estimate{0.5, 0.123456, 0.654321}, Unit::percent) == "50.00 % [12.34, 65.44]");
  CHECK(shown(Estimate{0, -1.23456, 1.23412}, Unit::plain) == "0 [-1.235, 1.235]");
  CHECK(shown(Estimate{0, 1.23412e-7, 1.23456e-7}, Unit::plain) == "0 [1.234e-07, 1.235e-07]");
}

TEST_CASE("what a criterion measured is shown on the side that speaks against the claim") {
  const auto line = [](double measured, Relation relation, double bound, Unit unit = Unit::plain) {
    return measured_shown({"", measured, relation, bound, unit});
  };
  CHECK(line(0.0123411, Relation::below, 1) == "0.01235");
  CHECK(line(0.0123411, Relation::at_most, 1) == "0.01235");
  CHECK(line(0.0123419, Relation::above, 1) == "0.01234");
  CHECK(line(0.0123419, Relation::at_least, 1) == "0.01234");
  CHECK(line(-0.0123411, Relation::above, 0) == "-0.01235");
  CHECK(line(0.82319, Relation::at_least, 0.5, Unit::percent) == "82.31 %");
  // Exact where four digits are: 100 times the binary64 next to 0.07 is not 7.
  CHECK(line(0.07, Relation::below, 0.1, Unit::percent) == "7 %");
  CHECK(line(123456, Relation::at_most, 0) == "123456");
  // Further digits where four contradict the verdict.
  CHECK(line(0.0999999, Relation::below, 0.1) == "0.0999999");
  CHECK(line(0.9000001, Relation::above, 0.9) == "0.9000001");
  CHECK(line(std::nextafter(0.1, 0), Relation::below, 0.1) == "0.09999999999999999");
  CHECK(line(0.1, Relation::below, 0.1) == "0.1");
  CHECK(line(std::numeric_limits<double>::quiet_NaN(), Relation::below, 0.1) == "no number");
}

TEST_CASE("the farther end of an interval is its larger one in modulus; none bounds nothing") {
  CHECK(farther_end({0, -3, 2}) == 3);
  CHECK(farther_end({1, -1, 4}) == 4);
  CHECK(std::isnan(farther_end({0})));
  CHECK(std::isnan(farther_end({0, {}, 1})));
}

TEST_CASE("what is no number is not shown as one") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(shown(Estimate{nan}, Unit::plain) == "–");
  CHECK(shown(Estimate{1, -HUGE_VAL, 2}, Unit::plain) == "1 [–, 2]");
  CHECK(shown(nan, Unit::percent) == "no number");
}

TEST_CASE("a mean over seeds has Student's interval") {
  // mean 2, s = 1, n = 3: 2 ± 4.302653 / √3
  const std::vector<double> values{1, 2, 3};
  const Estimate mean = seed_mean(values);
  CHECK(mean.value == 2);
  CHECK(*mean.hi - 2 == doctest::Approx(4.30265272991 / std::sqrt(3)).epsilon(1e-9));
  CHECK(2 - *mean.lo == doctest::Approx(*mean.hi - 2));
  CHECK_FALSE(seed_mean(std::vector<double>{5}).lo.has_value());
}

}  // namespace
}  // namespace margincert::reproduction_tests
