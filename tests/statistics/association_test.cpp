#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "statistics/association.hpp"

namespace margincert::statistics {
namespace {

using Values = std::vector<double>;

TEST_CASE("correlation by hand") {
  const Values x{1, 2, 3, 4};
  CHECK(correlation(x, Values{3, 5, 7, 9}).value() == doctest::Approx(1));
  CHECK(correlation(x, Values{-1, -2, -3, -4}).value() == doctest::Approx(-1));
  CHECK(correlation(x, Values{1, -1, -1, 1}).value() == doctest::Approx(0));
  CHECK(correlation(x, Values{1, 3, 2, 4}).value() == doctest::Approx(0.8));  // 4 / sqrt(5 * 5)
}

TEST_CASE("correlation is at most 1 in size, whatever rounding does") {
  for (int size = 2; size < 200; ++size) {
    Values x, y;
    for (int i = 0; i < size; ++i) x.push_back(0.1 * i), y.push_back(1e6 + 0.3 * i);
    CHECK(correlation(x, y).value() <= 1);
    CHECK(correlation(x, y).value() == doctest::Approx(1));
  }
}

TEST_CASE("what does not vary has no correlation") {
  const Values x{1, 2, 3}, constant{0.1, 0.1, 0.1};  // the mean of three 0.1 is not 0.1 in binary64
  CHECK_FALSE(correlation(x, constant).has_value());
  CHECK_FALSE(correlation(constant, x).has_value());
  CHECK_FALSE(correlation(Values{}, Values{}).has_value());
  CHECK_FALSE(correlation(Values{1}, Values{2}).has_value());
  CHECK_FALSE(correlation(x, Values{0, 1e-200, 0}).has_value());
  CHECK_THROWS_AS(correlation(x, Values{1, 2}), std::invalid_argument);
}

TEST_CASE("a null distribution by hand") {
  const NullDistribution null = null_distribution(Values{1, 2, 3, 6}, 3);
  CHECK(null.mean == 3);
  CHECK(null.sd == doctest::Approx(2.160246899469287));  // sqrt((4 + 1 + 0 + 9) / 3)
  CHECK(null.max == 6);
  CHECK(null.p_value == doctest::Approx(3.0 / 5));  // 3 and 6, and the observed one itself
}

TEST_CASE("p-values lie between 1 / (1 + N) and 1") {
  const Values null{0.5, 0.25, 0.125};
  CHECK(null_distribution(null, 1).p_value == 0.25);
  CHECK(null_distribution(null, -1).p_value == 1);
  CHECK(null_distribution(null, std::numeric_limits<double>::quiet_NaN()).p_value == 1);
}

TEST_CASE("a single null value has no spread; none is refused") {
  CHECK(null_distribution(Values{0.1}, 0).sd == 0);
  CHECK(null_distribution(Values{0.1}, 0).mean == 0.1);
  CHECK_THROWS_AS(null_distribution(Values{}, 0), std::invalid_argument);
}

TEST_CASE("what is no number is not passed over") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  CHECK(largest(Values{1, 3, 2}) == 3);
  for (const Values& values : {Values{none, 1, 2}, Values{1, none, 2}, Values{1, 2, none}}) {
    CHECK(std::isnan(largest(values)));
    CHECK(std::isnan(null_distribution(values, 0).max));
  }
  CHECK_THROWS_AS(largest(Values{}), std::invalid_argument);
  CHECK_FALSE(correlation(Values{1e200, -1e200, 0}, Values{1, 2, 3}));
}

}  // namespace
}  // namespace margincert::statistics
