#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "exact.hpp"
#include "example.hpp"
#include "generators/geometry.hpp"
#include "generators/parameter_draws.hpp"
#include "recursion/trajectory.hpp"

namespace margincert::generators {
namespace {

using exact::Rational;
using Points = std::vector<std::vector<double>>;

struct Size {
  int points;
  int dimension;
  int classes;
};
const Size tried_sizes[] = {{40, 5, 3}, {2, 1, 2}, {7, 1, 3}, {9, 2, 2}, {4, 2, 4}, {8, 4, 3}};

recursion::Task task_of(const std::string& family, std::vector<std::string> settings, const Size& size,
                        std::uint64_t index) {
  settings.push_back("n=" + std::to_string(size.points));
  return example::task(family, settings, example::parameters(size.dimension, size.classes), 6, index);
}

Points mirrored(Points points, std::size_t axis) {
  for (auto& x : points) x[axis] = -x[axis];
  std::ranges::sort(points);
  return points;
}

/// The rival whose points, mirrored at the axis, are among those of the probe's class.
std::optional<int> mirror_image(const recursion::Task& task, std::size_t axis) {
  Points own = exact::points_of(task, task.probe_class);
  std::erase_if(own, [axis](const auto& x) { return x[axis] == 0; });
  std::ranges::sort(own);
  for (int c = 0; c < task.classes; ++c) {
    if (c != task.probe_class && mirrored(exact::points_of(task, c), axis) == own) return c;
  }
  return std::nullopt;
}

/// The axis of the mirror: the one where the probe is at ±2^-exponent.
std::size_t mirror_axis(const recursion::Task& task, int exponent) {
  const auto at =
      std::ranges::find_if(task.probe, [exponent](double x) { return std::abs(x) == std::ldexp(1.0, -exponent); });
  REQUIRE(at != task.probe.end());
  return static_cast<std::size_t>(at - task.probe.begin());
}

std::vector<double> negated(std::vector<double> x) {
  for (double& coordinate : x) coordinate = -coordinate;
  return x;
}

double largest_norm(const recursion::Rows<double>& rows) {
  double largest = 0;
  for (std::size_t i = 0; i < rows.rows(); ++i) largest = std::max(largest, inner_product(rows[i], rows[i]));
  return std::sqrt(largest);
}

}  // namespace

TEST_CASE(
    "boundary mirrors the probe's class onto a rival and puts the probe 2^-exponent from the mirror, side by side") {
  for (const Size& size : tried_sizes) {
    for (const int exponent : {1, 60, 1000}) {
      for (std::uint64_t index = 0; index < 6; ++index) {
        CAPTURE(size.points);
        CAPTURE(exponent);
        const auto task = task_of("boundary", {"exponent=" + std::to_string(exponent)}, size, index);
        const std::size_t axis = mirror_axis(task, exponent);
        const auto rival = mirror_image(task, axis);
        REQUIRE(rival);
        for (int c = 0; c < size.classes; ++c) {
          if (c == task.probe_class || c == *rival) continue;
          CHECK_FALSE(exact::points_of(task, c).empty());
          for (const auto& x : exact::points_of(task, c)) CHECK(x[axis] == 0);
        }
        const auto own = exact::points_of(task, task.probe_class);
        const auto friendly = std::ranges::find_if(own, [axis](const auto& x) { return x[axis] != 0; });
        CHECK((index % 2 == 0) == ((*friendly)[axis] * task.probe[axis] > 0));
        CHECK(exact::in_unit_ball(task));
      }
    }
  }
}

TEST_CASE("near-tie makes Δ_0 exactly ±2^-exponent, positive at even indices") {
  for (const Size& size : tried_sizes) {
    for (const int exponent : {2, 53, 60, 1000}) {
      for (std::uint64_t index = 0; index < 6; ++index) {
        CAPTURE(size.points);
        CAPTURE(exponent);
        const auto task = task_of("near-tie", {"exponent=" + std::to_string(exponent)}, size, index);
        CHECK(has_every_class(task));
        CHECK(exact::geometric_margin(task) == (index % 2 == 0 ? 1 : -1) * exact::power_of_two(-exponent));
        CHECK(exact::in_unit_ball(task));
      }
    }
  }
}

TEST_CASE("coincident has equal points of different classes on as many places as were set") {
  for (const Size& size : tried_sizes) {
    for (std::uint64_t index = 0; index < 6; ++index) {
      const auto task = task_of("coincident", {"places=4"}, size, index);
      std::set<std::vector<double>> places{task.probe};
      bool shared = false;
      for (int a = 0; a < size.classes; ++a) {
        const Points points = exact::points_of(task, a);
        places.insert(points.begin(), points.end());
        for (int b = 0; b < a; ++b)
          shared = shared || std::ranges::find_first_of(points, exact::points_of(task, b)) != points.end();
      }
      CHECK(shared);
      CHECK(places.size() <= 4);
      CHECK(has_every_class(task));
      CHECK(exact::separation(task) <= 0);
    }
  }
}

TEST_CASE("antipodal pairs of classes are exact opposites, and the probe is at its class or across") {
  for (const Size& size : tried_sizes) {
    for (std::uint64_t index = 0; index < 6; ++index) {
      const auto task = task_of("antipodal", {}, size, index);
      for (int c = 0; c < size.classes; ++c) {
        const Points points = exact::points_of(task, c);
        for (const auto& x : points) CHECK(x == points.front());
        if (c % 2 == 1) CHECK(points.front() == negated(exact::points_of(task, c - 1).front()));
      }
      const auto own = exact::points_of(task, task.probe_class).front();
      CHECK(task.probe == (index % 2 == 0 ? own : negated(own)));
    }
  }
}

TEST_CASE("saturated has the largest margin that the probe's norm allows, and one point per rival") {
  for (const Size& size : tried_sizes) {
    for (std::uint64_t index = 0; index < 4; ++index) {
      const auto task = task_of("saturated", {}, size, index);
      CHECK(exact::geometric_margin(task) == 2 * exact::square(task.probe));
      CHECK(exact::square(task.probe) > Rational(1 - 1e-12));
      CHECK(class_sizes(task)[task.probe_class] == size.points - size.classes + 1);
    }
  }
  const auto apart = task_of("saturated", {"geometry=simplex"}, {9, 4, 4}, 0);
  CHECK(exact::geometric_margin(apart).convert_to<double>() == doctest::Approx(4.0 / 3));
  CHECK(exact::separation(apart) > 1);
}

TEST_CASE("tiny-step has two places per class on the grid that was set") {
  const auto task = task_of("tiny-step", {"bits=6"}, {12, 4, 3}, 0);
  for (int c = 0; c < 3; ++c) {
    const Points points = exact::points_of(task, c);
    CHECK(points.size() == 4);
    CHECK(std::set(points.begin(), points.end()).size() == 2);
    for (const auto& x : points) {
      for (const double coordinate : x) CHECK(coordinate * 64 == std::trunc(coordinate * 64));
    }
  }
  for (const double coordinate : task.probe) CHECK(coordinate * 64 == std::trunc(coordinate * 64));
}

TEST_CASE("cancellation keeps every coordinate within 2^-exponent of the common one, and margins as small") {
  for (const int exponent : {2, 30, 52}) {
    for (std::uint64_t index = 0; index < 4; ++index) {
      const auto task = task_of("cancellation", {"exponent=" + std::to_string(exponent)}, {10, 4, 3}, index);
      const Rational most = exact::power_of_two(-exponent);
      for (const double x : task.probe) CHECK(abs(Rational(x) - Rational(1, 4)) <= most);
      for (const auto& x : exact::points_of(task, 0)) {
        for (const double coordinate : x) CHECK(abs(Rational(coordinate) - Rational(1, 4)) <= most);
      }
      // ‖x_*‖ < 1 and two points are at most 2 · 2^-exponent apart, but for rounding.
      CHECK(abs(exact::geometric_margin(task)) <= 3 * most);
      CHECK(exact::geometric_margin(task) != 0);
    }
  }
}

TEST_CASE("deep trajectories keep their scale and their classes apart under the draw deep, in both regimes") {
  const recursion::DoubleArithmetic arithmetic;
  for (const recursion::Regime regime : {recursion::Regime::full, recursion::Regime::class_pure}) {
    for (std::uint64_t index = 0; index < 10; ++index) {
      const auto task = task_of("deep", {}, {12, 4, 3}, index);
      const auto parameters = draw_parameters("deep", example::parameters(4, 3), 6, index);
      const auto start = recursion::initial_state(task, arithmetic);
      const auto end = recursion::final_state({task, parameters}, regime, arithmetic);
      const double growth = largest_norm(end.features) / largest_norm(start.features);
      CAPTURE(parameters.depth());
      CHECK(growth > 0.5);
      CHECK(growth <= 1100);
    }
  }
}

TEST_CASE("deep tasks stay within their radius and balance their classes") {
  for (const Size& size : tried_sizes) {
    for (const std::string radius : {"0.001", "0.5", "1"}) {
      const auto task = task_of("deep", {"radius=" + radius}, size, 0);
      const Rational bound = Rational(std::stod(radius)) * Rational(std::stod(radius));
      CHECK(exact::square(task.probe) <= bound);
      for (std::size_t i = 0; i < task.features.rows(); ++i) CHECK(exact::square(task.features[i]) <= bound);
      const auto counts = class_sizes(task);
      CHECK(std::ranges::max(counts) - std::ranges::min(counts) <= 1);
    }
  }
}

}  // namespace margincert::generators
