#include "generators/axes.hpp"
#include "generators/family.hpp"
#include "generators/registry.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

recursion::Task draw_prototype(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  const int classes = parameters.classes;
  const std::string& geometry = settings.word("geometry");
  const double sigma = settings.real("sigma");
  const auto axes = geometry == "simplex" ? simplex_axes(classes) : orthonormal_axes(classes);
  const auto prototypes = class_directions(axes, geometry, parameters.feature_dim, random);
  const auto labels = covering_labels(static_cast<int>(settings.integer("n")), classes, random);
  const int probe_class = draw_class(classes, random);
  return assemble_task(classes, labels, probe_class,
                       [&](int point_class) { return with_noise(prototypes[point_class], sigma, random); });
}

}  // namespace

Family prototype() {
  return {"prototype",
          "One unit prototype per class in random rotation; a point is its class's prototype plus Gaussian noise of "
          "deviation sigma per coordinate, put back on the unit sphere. Labels are uniform, with every class present "
          "when n >= K.",
          "Every statement, from well inside the hypotheses (small sigma) to past them (large sigma).",
          with_common_settings({word_setting("geometry", "how the prototypes lie: regular simplex or at right angles",
                                             "simplex", {{"simplex", "orthonormal"}}),
                                real_setting("sigma", "noise deviation per coordinate", 0.05, {0, 100})}),
          draw_prototype};
}

}  // namespace margincert::generators
