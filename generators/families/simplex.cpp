#include "generators/axes.hpp"
#include "generators/family.hpp"
#include "generators/registry.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

recursion::Task draw_simplex(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  const int classes = parameters.classes;
  const double length = settings.real("length");
  const auto vertices = class_directions(simplex_axes(classes), "simplex", parameters.feature_dim, random);
  const auto labels = covering_labels(static_cast<int>(settings.integer("n")), classes, random);
  const int probe_class = draw_class(classes, random);
  return assemble_task_as_drawn(classes, labels, probe_class, [&](int point_class) {
    const Vector mean = scaled(vertices[point_class], length);
    return into_unit_ball(with_noise(mean, settings.real("sigma"), random));
  });
}

}  // namespace

Family simplex() {
  return {
      "simplex",
      "Class means at the vertices of a regular simplex of radius `length` in random rotation, plus Gaussian noise "
      "of deviation sigma per coordinate; what leaves the unit ball is put onto its sphere. Needs d >= K - 1. Labels "
      "are uniform, with every class present when n >= K.",
      "Norms well below 1: margins shrink with the square of the length, and the bounds that use ‖x‖ <= 1 are loose.",
      with_common_settings({real_setting("length", "distance of a class mean from the origin", 0.5, {0, 1}),
                            real_setting("sigma", "noise deviation per coordinate", 0.05, {0, 100})}),
      draw_simplex};
}

}  // namespace margincert::generators
