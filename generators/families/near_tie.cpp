#include <cmath>
#include <utility>

#include "generators/family.hpp"
#include "generators/registry.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

/// The probe is (1/2, 1/2) on two coordinates and 0 elsewhere, so a point's product with it is half of what it has
/// there. In one dimension both coordinates are the same one, without a common part.
struct Coordinates {
  std::size_t common;
  std::size_t tie;
};

Coordinates draw_coordinates(int dimension, Random& random) {
  const auto order = random.permutation(dimension);
  return {static_cast<std::size_t>(order.front()), static_cast<std::size_t>(order.back())};
}

/// Free of the probe's coordinates, of length up to 1/4.
Vector unseen_part(int dimension, const Coordinates& at, Random& random) {
  Vector x = scaled(onto_unit_ball(gaussian_direction(dimension, random)), 0.25);
  x[at.common] = x[at.tie] = 0;
  return x;
}

/// ⟨x_*, x⟩ = common/2 + tie/2, or tie/2 in one dimension. All are multiples of a power of two, the sum is exact.
Vector point(Vector x, const Coordinates& at, double common, double tie) {
  x[at.common] = common;
  x[at.tie] = tie;
  return x;
}

recursion::Task draw_near_tie(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  const int classes = parameters.classes;
  const int dimension = parameters.feature_dim;
  const int points = static_cast<int>(settings.integer("n"));
  expect_every_class(points, classes);
  const double sign = random.index() % 2 == 0 ? 1 : -1;
  const double tie = std::ldexp(sign, -static_cast<int>(settings.integer("exponent")));
  const Coordinates at = draw_coordinates(dimension, random);
  const int own = draw_class(classes, random);

  const auto draw = [&](int label) {
    // Steps of 1/16 away from the tie: up for friends, down for rivals. In one dimension all stay at the tie.
    const double common = 0.0625 * static_cast<double>(label == own ? 8 + random.below(3) : 8 - random.below(8));
    return point(unseen_part(dimension, at, random), at, common, label == own ? tie : -tie);
  };
  const auto labels = covering_labels(points, classes, random);
  auto task = assemble_task_as_drawn(classes, labels, own, draw);
  // The first friend and the first rival make the tie.
  for (const bool friendly : {true, false}) {
    std::size_t i = 0;
    while ((labels[i] == own) != friendly) ++i;
    task.features[i][at.common] = dimension == 1 ? task.features[i][at.tie] : 0.5;
  }
  task.probe = point(Vector(static_cast<std::size_t>(dimension), 0.0), at, 0.5, 0.5);
  return task;
}

}  // namespace

Family near_tie() {
  return {
      "near-tie",
      "Δ_0 is exactly 2^-exponent at even indices and exactly -2^-exponent at odd ones: the probe has two coordinates "
      "1/2, where a friend and a rival have 1/2 in common and ±2^-exponent apart; the other points lie beyond those "
      "two, and everything is free in the remaining coordinates. In one dimension nothing is in common.",
      "positive-margin at any precision: R_0 and L_0 agree to `exponent` bits.",
      with_common_settings({integer_setting("exponent", "|Δ_0| = 2^-exponent", 60, {2, 1000})}),
      draw_near_tie,
      /*adversarial=*/true};
}

}  // namespace margincert::generators
