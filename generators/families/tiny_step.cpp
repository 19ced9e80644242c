#include "generators/axes.hpp"
#include "generators/family.hpp"
#include "generators/registry.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

recursion::Task draw_tiny_step(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  const int classes = parameters.classes;
  const int points = static_cast<int>(settings.integer("n"));
  const int bits = static_cast<int>(settings.integer("bits"));
  const auto means = scattered_directions(classes, parameters.feature_dim, random);
  const auto draw = [&](int c) { return truncated(onto_unit_ball(with_noise(means[c], 0.1, random)), bits); };

  std::vector<std::vector<Vector>> places;
  for (int c = 0; c < classes; ++c) places.push_back({draw(c), draw(c)});
  std::vector<LabelledPoint> all;
  for (int i = 0; i < points; ++i) all.push_back({i % classes, places[i % classes][i / classes % 2]});
  const int own = draw_class(classes, random);
  return shuffled_task(classes, all, {own, draw(own)}, random);
}

}  // namespace

Family tiny_step() {
  return {
      "tiny-step",
      "Two places per class, near its direction (a regular simplex where d >= K - 1, else independent), and a place "
      "for the probe, all on the grid of multiples of 2^-bits; the points take the places in turn.",
      "Steps far below the data: the start is exact in few bits, so whatever is inexact comes from the layers. Meant "
      "for parameters with small steps, such as the draw tiny-step (α' = γ' = 2^-40).",
      with_common_settings({integer_setting("bits", "coordinates are multiples of 2^-bits", 8, {4, 40})}),
      draw_tiny_step,
      /*adversarial=*/true};
}

}  // namespace margincert::generators
