#include "generators/axes.hpp"
#include "generators/family.hpp"
#include "generators/registry.hpp"
#include "generators/rounded_functions.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

recursion::Task draw_unnormalised(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  const int classes = parameters.classes;
  const double decades = settings.real("decades");
  const auto means = scattered_directions(classes, parameters.feature_dim, random);
  const auto labels = covering_labels(static_cast<int>(settings.integer("n")), classes, random);
  const int probe_class = draw_class(classes, random);
  return assemble_task_as_drawn(classes, labels, probe_class, [&](int point_class) {
    const double norm = rounded_power_of_ten(decades * (2 * random.uniform() - 1));
    return scaled(onto_unit_ball(with_noise(means[point_class], settings.real("sigma"), random)), norm);
  });
}

}  // namespace

Family unnormalised() {
  return {"unnormalised",
          "Noisy class directions as in `label-noise`, each point and the probe at a norm of its own, log-uniform from "
          "10^-decades to 10^decades. Breaks unit-norm on purpose.",
          "unit-norm being decided at all, exponents of every size, and bounds that must use the norms as they are.",
          with_common_settings({real_setting("decades", "norms reach over 10^±decades", 3, {0, 100}),
                                real_setting("sigma", "noise deviation per coordinate", 0.05, {0, 100})}),
          draw_unnormalised};
}

}  // namespace margincert::generators
