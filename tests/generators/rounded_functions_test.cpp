#include "generators/rounded_functions.hpp"

#include <doctest/doctest.h>
#include <mpfr.h>

#include <cmath>
#include <numbers>

#include "generators/counter_random.hpp"

namespace margincert::generators {

TEST_CASE("angles in degrees are exact where the true value is a double") {
  CHECK(rounded_cos_degrees(0) == 1);
  CHECK(rounded_cos_degrees(60) == 0.5);
  CHECK(rounded_cos_degrees(90) == 0);
  CHECK(rounded_cos_degrees(120) == -0.5);
  CHECK(rounded_sin_degrees(30) == 0.5);
  CHECK(rounded_sin_degrees(180) == 0);
  CHECK(rounded_acos_degrees(-0.5) == 120);
  CHECK(rounded_root(27, 3) == 3);
  CHECK(rounded_root(0, 4) == 0);
  CHECK(rounded_log(1) == 0);
}

TEST_CASE("rounded functions agree with libm to a few units in the last place") {
  for (int i = 1; i < 500; ++i) {
    const double x = i / 500.0;
    CHECK(rounded_log(x) == doctest::Approx(std::log(x)).epsilon(1e-14));
    CHECK(rounded_cos_degrees(90 * x) == doctest::Approx(std::cos(x * std::numbers::pi / 2)).epsilon(1e-12));
    CHECK(rounded_sin_degrees(90 * x) == doctest::Approx(std::sin(x * std::numbers::pi / 2)).epsilon(1e-12));
    CHECK(rounded_root(x, 5) == doctest::Approx(std::pow(x, 0.2)).epsilon(1e-14));
  }
}

TEST_CASE("the logarithm is the double nearest to a 300-bit one") {
  mpfr_t wide;
  mpfr_init2(wide, 300);
  for (int i = 1; i < 2000; ++i) {
    const double x = i / 2000.0;
    mpfr_set_d(wide, x, MPFR_RNDN);
    mpfr_log(wide, wide, MPFR_RNDN);
    CHECK(rounded_log(x) == mpfr_get_d(wide, MPFR_RNDN));
  }
  mpfr_clear(wide);
}

TEST_CASE("the logarithm is MPFR's on the numbers that normals are drawn from") {
  Random random(1, "rounded-log", 0);
  long wrong = 0;
  mpfr_t nearest;
  mpfr_init2(nearest, 53);
  const auto compare = [&](double x) {
    mpfr_set_d(nearest, x, MPFR_RNDN);
    mpfr_log(nearest, nearest, MPFR_RNDN);
    if (rounded_log(x) != mpfr_get_d(nearest, MPFR_RNDN)) ++wrong;
  };
  for (int i = 0; i < 200000; ++i) {
    const double u = random.uniform();
    if (u == 0) continue;
    compare(u);
    compare(1 - u * 0x1p-20);  // where the logarithm is small
    compare(u * 0x1p-100);
  }
  mpfr_clear(nearest);
  CHECK(wrong == 0);
}

}  // namespace margincert::generators
