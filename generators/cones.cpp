#include "generators/cones.hpp"

#include <fmt/format.h>

#include <cmath>

#include "generators/axes.hpp"
#include "generators/rounded_functions.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

EquiangularAxes chosen_axes(const Settings& settings, int classes) {
  const std::string& geometry = settings.word("geometry");
  if (geometry == "equiangular") return axes_at_angle(classes, settings.real("axis-angle"));
  if (settings.is_given("axis-angle")) {
    throw SettingError(
        fmt::format("axis-angle has no effect with geometry={}; leave it out or set geometry=equiangular", geometry));
  }
  return geometry == "simplex" ? simplex_axes(classes) : orthonormal_axes(classes);
}

/// cos(2h) - cos(angle - 2h), the least possible Δ_0 for unit vectors, where cosine = cos(angle).
double least_margin(double cosine, double half_angle) {
  const double cos_2h = rounded_cos_degrees(2 * half_angle);
  const double sin_2h = rounded_sin_degrees(2 * half_angle);
  return cos_2h - (cosine * cos_2h + std::sqrt((1 - cosine) * (1 + cosine)) * sin_2h);
}

void expect_margin(const EquiangularAxes& axes, double half_angle, int dimension) {
  // Axes and points are off by a few times d K 2^-53; 2^-44 leaves a factor of several hundred.
  const double room_for_rounding = static_cast<double>(dimension) * axes.count * 0x1p-44;
  if (least_margin(axes.cosine, half_angle) > room_for_rounding) return;
  const double angle = rounded_acos_degrees(axes.cosine);
  throw SettingError(
      fmt::format("half-angle={} does not guarantee a positive margin between axes {} degrees apart (the angle between "
                  "axes must exceed four half-angles); choose half-angle below {}",
                  half_angle, angle, angle / 4));
}

}  // namespace

std::vector<SettingSpec> cone_settings(std::string default_geometry) {
  return {word_setting("geometry", "how the axes lie: all pairs at axis-angle, at right angles, or a regular simplex",
                       std::move(default_geometry), {{"equiangular", "orthonormal", "simplex"}}),
          real_setting("axis-angle", "degrees between any two axes, for geometry=equiangular", 60, {0, 180}),
          real_setting("half-angle", "degrees from an axis to the rim of its cone; below a quarter of the axes' angle",
                       10, {0, 45})};
}

recursion::Task cone_task(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  const int classes = parameters.classes;
  const int points = static_cast<int>(settings.integer("n"));
  const double half_angle = settings.real("half-angle");
  expect_every_class(points, classes);
  const EquiangularAxes axes = chosen_axes(settings, classes);
  expect_margin(axes, half_angle, parameters.feature_dim);

  const auto directions = class_directions(axes, settings.word("geometry"), parameters.feature_dim, random);
  const auto labels = covering_labels(points, classes, random);
  const int probe_class = draw_class(classes, random);
  return assemble_task(classes, labels, probe_class,
                       [&](int point_class) { return point_in_cone(directions[point_class], half_angle, random); });
}

}  // namespace margincert::generators
