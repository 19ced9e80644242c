#include "generators/geometry.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "exact.hpp"
#include "generators/axes.hpp"
#include "generators/rounded_functions.hpp"

namespace margincert::generators {
namespace {

constexpr double rounding = 1e-13;

void check_pairwise_cosine(const std::vector<Vector>& axes, double cosine) {
  for (std::size_t a = 0; a < axes.size(); ++a) {
    CHECK(std::abs(inner_product(axes[a], axes[a]) - 1) < rounding);
    for (std::size_t b = 0; b < a; ++b) CHECK(std::abs(inner_product(axes[a], axes[b]) - cosine) < rounding);
  }
}

}  // namespace

TEST_CASE("a vector put onto the unit ball has ‖x‖² <= 1 in exact arithmetic and lies close to the sphere") {
  Random random(11, "geometry", 0);
  for (const int dimension : {1, 2, 3, 5, 8, 13, 50, 400}) {
    for (int repeat = 0; repeat < 40; ++repeat) {
      const Vector x = onto_unit_ball(gaussian_direction(dimension, random));
      const exact::Rational missing = 1 - exact::inner_product(x, x);
      CHECK(missing >= 0);
      CHECK(missing <= exact::Rational(4 * dimension + 32) * exact::Rational(0x1p-52));
    }
  }
}

TEST_CASE("the unit ball holds vectors of extreme and mixed magnitude too") {
  const double huge = std::numeric_limits<double>::max();
  const double tiny = std::numeric_limits<double>::denorm_min();
  const Vector vectors[] = {{huge, huge, -huge}, {tiny}, {tiny, -tiny}, {1, tiny}, {huge, 1, tiny}, {1e-200, 3e-200}};
  for (const Vector& x : vectors) {
    const Vector onto = onto_unit_ball(x);
    CHECK(exact::in_unit_ball(onto));
    CHECK(exact::inner_product(onto, onto) > exact::Rational(0.999999));
  }
}

TEST_CASE("a vector without a direction is refused") {
  CHECK_THROWS_AS(onto_unit_ball(Vector{0, 0}), std::domain_error);
  CHECK_THROWS_AS(onto_unit_ball(Vector{std::numeric_limits<double>::infinity(), 0}), std::domain_error);
}

TEST_CASE("a frame is orthonormal, even a full one") {
  Random random(12, "geometry", 0);
  for (const int dimension : {1, 2, 5, 30}) {
    const auto frame = orthonormal_frame(dimension, dimension, random);
    CHECK(static_cast<int>(frame.size()) == dimension);
    check_pairwise_cosine(frame, 0);
  }
  CHECK_THROWS_AS(orthonormal_frame(3, 2, random), std::domain_error);
}

TEST_CASE("a frame stays orthonormal when two draws fall almost on one line") {
  // Of 3000 pairs of directions in the plane, the closest are about 1/3000 apart, which magnifies rounding as much.
  Random random(17, "geometry", 0);
  double worst = 0;
  for (int repeat = 0; repeat < 3000; ++repeat) {
    const auto frame = orthonormal_frame(2, 2, random);
    worst = std::max(worst, std::abs(inner_product(frame[0], frame[1])));
  }
  CHECK(worst < 1e-15);
}

TEST_CASE("simplex axes meet at the cosine -1/(K-1), in as few as K - 1 dimensions") {
  Random random(13, "geometry", 0);
  for (int classes = 2; classes <= 12; ++classes) {
    for (const int dimension : {classes - 1, classes, classes + 7}) {
      const auto axes = class_directions(simplex_axes(classes), "simplex", dimension, random);
      CHECK(static_cast<int>(axes.size()) == classes);
      check_pairwise_cosine(axes, -1.0 / (classes - 1));
    }
  }
}

TEST_CASE("axes at an angle meet at that angle") {
  Random random(14, "geometry", 0);
  for (const double degrees : {1.0, 30.0, 60.0, 89.0, 100.0, 109.0}) {
    const auto axes = class_directions(axes_at_angle(4, degrees), "equiangular", 6, random);
    check_pairwise_cosine(axes, rounded_cos_degrees(degrees));
  }
}

TEST_CASE("axes point in every direction: the mean of many random ones is near zero") {
  Random random(15, "geometry", 0);
  Vector mean(3, 0.0);
  const int repeats = 2000;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const auto axes = class_directions(simplex_axes(3), "simplex", 3, random);
    for (int i = 0; i < 3; ++i) mean[i] += axes[0][i] / repeats;
  }
  // A coordinate of a uniform direction in three dimensions has variance 1/3; six standard errors.
  for (const double coordinate : mean) CHECK(std::abs(coordinate) < 6 * std::sqrt(1.0 / 3 / repeats));
}

TEST_CASE("points of a cone stay within its half-angle and reach its rim") {
  Random random(16, "geometry", 0);
  for (const int dimension : {1, 2, 3, 8}) {
    const Vector axis = orthonormal_frame(1, dimension, random).front();
    double least_cosine = 1;
    for (int repeat = 0; repeat < 500; ++repeat) {
      const Vector point = point_in_cone(axis, 20, random);
      CHECK(std::abs(inner_product(point, point) - 1) < rounding);
      least_cosine = std::min(least_cosine, inner_product(point, axis));
    }
    CHECK(least_cosine > rounded_cos_degrees(20) - rounding);
    if (dimension > 1) CHECK(least_cosine < rounded_cos_degrees(19));
  }
}

}  // namespace margincert::generators
