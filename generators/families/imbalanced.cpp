#include <fmt/format.h>

#include "generators/axes.hpp"
#include "generators/family.hpp"
#include "generators/registry.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

void expect_room(int points, int own, int classes) {
  expect_every_class(points, classes);
  if (points - own >= classes - 1) return;
  throw SettingError(
      fmt::format("own={} of n={} points leaves too few for the {} other classes; choose own of at most {}", own,
                  points, classes - 1, points - classes + 1));
}

recursion::Task draw_imbalanced(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  const int classes = parameters.classes;
  const int points = static_cast<int>(settings.integer("n"));
  const int own = static_cast<int>(settings.integer("own"));
  expect_room(points, own, classes);
  const auto means = scattered_directions(classes, parameters.feature_dim, random);
  const int probe_class = draw_class(classes, random);
  const auto labels = labels_with_own(points, classes, probe_class, own, random);
  return assemble_task(classes, labels, probe_class,
                       [&](int point_class) { return with_noise(means[point_class], settings.real("sigma"), random); });
}

}  // namespace

Family imbalanced() {
  return {
      "imbalanced",
      "Noisy class directions as in `label-noise`; the probe's class has exactly `own` points and the other classes "
      "share the rest evenly.",
      "The prior term log(n_c/n_c*) of class logits, and dominance, which pays for every rival per friend.",
      with_common_settings({integer_setting("own", "points of the probe's class", 1, {1, 100000}),
                            real_setting("sigma", "noise deviation per coordinate", 0.05, {0, 100})}),
      draw_imbalanced};
}

}  // namespace margincert::generators
