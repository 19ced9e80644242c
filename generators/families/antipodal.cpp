#include "generators/family.hpp"
#include "generators/registry.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

/// Orthonormal where there is room, else independent and uniform; pulled into the unit ball.
std::vector<Vector> lines(int count, int dimension, Random& random) {
  std::vector<Vector> result;
  const auto frame = orthonormal_frame(std::min(count, dimension), dimension, random);
  for (const Vector& direction : frame) result.push_back(onto_unit_ball(direction));
  while (static_cast<int>(result.size()) < count) {
    result.push_back(onto_unit_ball(gaussian_direction(dimension, random)));
  }
  return result;
}

recursion::Task draw_antipodal(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  const int classes = parameters.classes;
  const int points = static_cast<int>(settings.integer("n"));
  expect_every_class(points, classes);
  const auto axes = lines((classes + 1) / 2, parameters.feature_dim, random);
  const auto place = [&](int c) { return scaled(axes[c / 2], c % 2 == 0 ? 1 : -1); };
  const auto labels = covering_labels(points, classes, random);
  auto task = assemble_task_as_drawn(classes, labels, draw_class(classes, random), place);
  if (random.index() % 2 == 1) task.probe = scaled(task.probe, -1);
  return task;
}

}  // namespace

Family antipodal() {
  return {
      "antipodal",
      "Classes in pairs at v and -v exactly, one v per pair (orthonormal as far as there is room; the last of an odd "
      "number of classes is alone), all points of a class at one place. The probe is at its class's place at even "
      "indices and at the opposite one at odd ones.",
      "Extremes of inner products: margins of ±2‖v‖², sums that cancel to zero, classes that attract or repel by sign "
      "alone.",
      with_common_settings({}),
      draw_antipodal,
      /*adversarial=*/true};
}

}  // namespace margincert::generators
