#include <algorithm>

#include "generators/family.hpp"
#include "generators/registry.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

recursion::Task draw_coincident(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  const int classes = parameters.classes;
  const int points = static_cast<int>(settings.integer("n"));
  expect_every_class(points, classes);
  std::vector<Vector> places;
  for (std::int64_t place = 0; place < settings.integer("places"); ++place) {
    places.push_back(onto_unit_ball(gaussian_direction(parameters.feature_dim, random)));
  }
  const auto any_place = [&] { return places[random.below(places.size())]; };

  const auto labels = covering_labels(points, classes, random);
  std::vector<LabelledPoint> all;
  for (const int label : labels) all.push_back({label, any_place()});
  // Whatever the draws say, the first point and the first of another class share a place.
  const auto other = std::ranges::find_if(all, [&](const LabelledPoint& point) { return point.label != labels[0]; });
  other->x = all.front().x;
  return shuffled_task(classes, all, {draw_class(classes, random), any_place()}, random);
}

}  // namespace

Family coincident() {
  return {
      "coincident",
      "All points and the probe stand on `places` places, uniform on the sphere and dealt out regardless of class; at "
      "least two points of different classes coincide. Labels are uniform, with every class present.",
      "Exact equalities: Λ_0 is the square of a point, logits and products are equal in every bit, Δ_0 is 0 or below.",
      with_common_settings({integer_setting("places", "different places", 3, {1, 100000})}),
      draw_coincident,
      /*adversarial=*/true};
}

}  // namespace margincert::generators
