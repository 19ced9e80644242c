#include <algorithm>

#include "generators/axes.hpp"
#include "generators/family.hpp"
#include "generators/registry.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

recursion::Task draw_label_noise(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  const int classes = parameters.classes;
  const int points = static_cast<int>(settings.integer("n"));
  const int flips = share_of(points, settings.real("rate"));
  if (classes < 2 && flips > 0) throw SettingError("a flipped label needs a second class (the parameters have 1)");
  const auto means = scattered_directions(classes, parameters.feature_dim, random);
  const auto labels = covering_labels(points, classes, random);
  const int probe_class = draw_class(classes, random);
  auto task = assemble_task(classes, labels, probe_class, [&](int point_class) {
    return with_noise(means[point_class], settings.real("sigma"), random);
  });
  const auto order = random.permutation(points);
  for (int i = 0; i < flips; ++i) {
    auto& label = task.labels[order[i]];
    label = draw_other_class(classes, *label, random);
  }
  return task;
}

}  // namespace

Family label_noise() {
  return {
      "label-noise",
      "One unit direction per class (a regular simplex where d >= K - 1, else independent) plus Gaussian noise, put "
      "back on the unit sphere; then rate · n points, to the nearest but one at least, are given another class, "
      "uniformly. A class may lose its only point.",
      "Points deep inside a foreign class: ρ_0 and R_0 are set by the mislabelled, and separation fails.",
      with_common_settings({real_setting("rate", "fraction of points with a wrong label", 0.1, {0, 1}),
                            real_setting("sigma", "noise deviation per coordinate", 0.05, {0, 100})}),
      draw_label_noise};
}

}  // namespace margincert::generators
