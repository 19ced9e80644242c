#include "generators/family.hpp"
#include "generators/registry.hpp"
#include "generators/rounded_functions.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

Vector in_shell(double inner, double outer, int dimension, Random& random) {
  const double radius = outer - (outer - inner) * random.uniform();
  return scaled(onto_unit_ball(gaussian_direction(dimension, random)), radius);
}

/// Class c fills the outer quarter of the c-th of K shells.
DrawPoint rings(int classes, int dimension, Random& random) {
  return [=, &random](int c) { return in_shell((c + 0.75) / classes, (c + 1.0) / classes, dimension, random); };
}

/// Class c fills the c-th and the (c + K)-th of 2K shells.
DrawPoint radial(int classes, int dimension, Random& random) {
  return [=, &random](int c) {
    const int shell = c + classes * draw_class(2, random);
    return in_shell(shell / (2.0 * classes), (shell + 1) / (2.0 * classes), dimension, random);
  };
}

/// Class c sits at both ends of the c-th of K lines through the origin, 180/K degrees apart in a random plane.
DrawPoint xor_lines(int classes, int dimension, Random& random) {
  if (dimension < 2) throw SettingError("shape=xor needs a plane: 2 feature dimensions (the parameters have 1)");
  const auto plane = orthonormal_frame(2, dimension, random);
  return [=, &random](int c) {
    const double degrees = 180.0 * c / classes + 180 * draw_class(2, random);
    Vector end = scaled(plane[0], rounded_cos_degrees(degrees));
    const double across = rounded_sin_degrees(degrees);
    for (std::size_t i = 0; i < end.size(); ++i) end[i] += across * plane[1][i];
    return onto_unit_ball(with_noise(end, 0.05, random));
  };
}

recursion::Task draw_nonlinear(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  const int classes = parameters.classes;
  const int dimension = parameters.feature_dim;
  const std::string& shape = settings.word("shape");
  const DrawPoint draw = shape == "rings" ? rings(classes, dimension, random)
                         : shape == "xor" ? xor_lines(classes, dimension, random)
                                          : radial(classes, dimension, random);
  const auto labels = covering_labels(static_cast<int>(settings.integer("n")), classes, random);
  return assemble_task_as_drawn(classes, labels, draw_class(classes, random), draw);
}

}  // namespace

Family nonlinear() {
  return {
      "nonlinear",
      "Classes that no hyperplane separates. rings: K thin concentric shells, one per class. xor: class c at both "
      "ends of the c-th of K lines in a random plane, with noise (needs d >= 2). radial: 2K touching shells, dealt to "
      "the classes in turn, twice. Labels are uniform, with every class present when n >= K.",
      "Inner products that tell nothing about the class: in-class ones reach from one end of the range to the other.",
      with_common_settings(
          {word_setting("shape", "how the classes wind round each other", "rings", {{"rings", "xor", "radial"}})}),
      draw_nonlinear};
}

}  // namespace margincert::generators
