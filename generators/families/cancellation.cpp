#include <cmath>

#include "generators/axes.hpp"
#include "generators/family.hpp"
#include "generators/registry.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

recursion::Task draw_cancellation(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  const int classes = parameters.classes;
  const int dimension = parameters.feature_dim;
  const double difference = std::ldexp(1.0, -static_cast<int>(settings.integer("exponent")));
  // (c, ..., c) is at most 1/2 long and the difference at most 1/4: norms stay well below 1.
  const double common = 0.5 / root_above(dimension);
  const auto directions = scattered_directions(classes, dimension, random);
  const auto labels = covering_labels(static_cast<int>(settings.integer("n")), classes, random);
  return assemble_task_as_drawn(classes, labels, draw_class(classes, random), [&](int c) {
    Vector x = scaled(onto_unit_ball(with_noise(directions[c], 0.05, random)), difference);
    for (double& coordinate : x) coordinate += common;
    return x;
  });
}

}  // namespace

Family cancellation() {
  return {
      "cancellation",
      "x = (c, ..., c) + 2^-exponent · (a noisy class direction), c = 1/2 over the least integer >= √d: every "
      "coordinate is nearly the same, and only the last bits tell points apart. Labels are uniform, with every class "
      "present when n >= K.",
      "Margins and separations of the order 2^-exponent or its square, as differences of sums near 1/4.",
      with_common_settings({integer_setting("exponent", "points differ by about 2^-exponent", 30, {2, 52})}),
      draw_cancellation,
      /*adversarial=*/true};
}

}  // namespace margincert::generators
