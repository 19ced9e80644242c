#include "generators/axes.hpp"
#include "generators/family.hpp"
#include "generators/registry.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

/// Own class at v, all others at -v.
std::vector<Vector> opposite_places(int classes, int own, int dimension, Random& random) {
  const Vector v = onto_unit_ball(gaussian_direction(dimension, random));
  std::vector<Vector> places(static_cast<std::size_t>(classes), scaled(v, -1));
  places[own] = v;
  return places;
}

std::vector<Vector> simplex_places(int classes, int dimension, Random& random) {
  std::vector<Vector> places = class_directions(simplex_axes(classes), "simplex", dimension, random);
  for (Vector& place : places) place = onto_unit_ball(place);
  return places;
}

recursion::Task draw_saturated(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  const int classes = parameters.classes;
  const int points = static_cast<int>(settings.integer("n"));
  expect_every_class(points, classes);
  const int own = draw_class(classes, random);
  const auto places = settings.word("geometry") == "opposite"
                          ? opposite_places(classes, own, parameters.feature_dim, random)
                          : simplex_places(classes, parameters.feature_dim, random);
  const auto labels = labels_with_own(points, classes, own, points - classes + 1, random);
  return assemble_task_as_drawn(classes, labels, own, [&](int c) { return places[c]; });
}

}  // namespace

Family saturated() {
  return {
      "saturated",
      "Attention as close to one-hot as the unit ball lets the given parameters come: the probe equals all points of "
      "its class, rivals are exactly opposite (geometry=opposite, so Δ_0 = 2‖v‖²) or at the other vertices of a "
      "simplex (needs d >= K - 1; keeps ρ_0 > Λ_0 for K > 2), and each has a single point. Parameters decide the rest: "
      "the rivals' mass is about (K-1)/(n-K+1) · e^(-2α_0), below an ulp of 1 from α_0 = 19 on.",
      "Masses next to 0 and 1: p, 1 - p, leakage and logit gaps when exponentials vanish beside 1.",
      with_common_settings({word_setting("geometry", "where the rivals are", "opposite", {{"opposite", "simplex"}})}),
      draw_saturated,
      /*adversarial=*/true};
}

}  // namespace margincert::generators
