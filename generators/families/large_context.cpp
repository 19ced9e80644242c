#include "generators/axes.hpp"
#include "generators/family.hpp"
#include "generators/registry.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

/// Uniform noise costs one draw per coordinate and no logarithm.
Vector with_uniform_noise(Vector point, double width, Random& random) {
  for (double& coordinate : point) coordinate += width * (2 * random.uniform() - 1);
  return point;
}

recursion::Task draw_large_context(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  const int classes = parameters.classes;
  const auto means = scattered_directions(classes, parameters.feature_dim, random);
  const auto labels = covering_labels(static_cast<int>(settings.integer("n")), classes, random);
  const int probe_class = draw_class(classes, random);
  return assemble_task(classes, labels, probe_class, [&](int point_class) {
    return with_uniform_noise(means[point_class], settings.real("width"), random);
  });
}

}  // namespace

Family large_context() {
  return {"large-context",
          "Many points, cheap to draw: one unit direction per class (a regular simplex where d >= K - 1, else "
          "independent) plus noise uniform in ±width per coordinate, put back on the unit sphere. Labels are uniform, "
          "with every class present when n >= K.",
          "Long sums: softmax normalisers and averages over thousands of terms, time and memory.",
          with_common_settings({real_setting("width", "largest noise per coordinate", 0.1, {0, 100})}, {.usual = 2000}),
          draw_large_context};
}

}  // namespace margincert::generators
