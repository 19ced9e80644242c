#include "generators/axes.hpp"
#include "generators/family.hpp"
#include "generators/registry.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

recursion::Task draw_semi_supervised(const Settings& settings, const recursion::Parameters& parameters,
                                     Random& random) {
  const int classes = parameters.classes;
  const int points = static_cast<int>(settings.integer("n"));
  const auto means = scattered_directions(classes, parameters.feature_dim, random);
  const auto labels = covering_labels(points, classes, random);
  const int probe_class = draw_class(classes, random);
  auto task = assemble_task(classes, labels, probe_class, [&](int point_class) {
    return with_noise(means[point_class], settings.real("sigma"), random);
  });
  const int unlabelled = share_of(points, settings.real("unlabelled"));
  const auto order = random.permutation(points);
  for (int i = 0; i < unlabelled; ++i) task.labels[order[i]].reset();
  return task;
}

}  // namespace

Family semi_supervised() {
  return {"semi-supervised",
          "Noisy class directions as in `label-noise`; then a uniform choice of unlabelled · n points, to the nearest "
          "but one at least, loses its label. A class may be left without a labelled point.",
          "fully-labelled: labels that start at 0, points that belong to no class, observables that do not exist.",
          with_common_settings({real_setting("unlabelled", "fraction of points without a label", 0.5, {0, 1}),
                                real_setting("sigma", "noise deviation per coordinate", 0.05, {0, 100})}),
          draw_semi_supervised};
}

}  // namespace margincert::generators
