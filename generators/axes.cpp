#include "generators/axes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "generators/rounded_functions.hpp"

namespace margincert::generators {

EquiangularAxes simplex_axes(int classes) {
  if (classes == 1) return orthonormal_axes(1);
  return {classes, -1.0 / (classes - 1), classes - 1};
}

EquiangularAxes orthonormal_axes(int classes) { return {classes, 0, classes}; }

EquiangularAxes axes_at_angle(int classes, double degrees) {
  const double cosine = rounded_cos_degrees(degrees);
  // The smallest eigenvalue of the Gram matrix, kept clear of the rounding of its Cholesky factor.
  const double least_eigenvalue = std::min(1 - cosine, 1 + (classes - 1) * cosine);
  if (least_eigenvalue < 0x1p-30) {
    throw SettingError(
        fmt::format("axis-angle={} leaves no {} independent directions (the simplex has {} degrees); choose an "
                    "angle strictly between, or geometry=simplex",
                    degrees, classes, rounded_acos_degrees(simplex_axes(classes).cosine)));
  }
  return {classes, cosine, classes};
}

std::vector<Vector> class_directions(const EquiangularAxes& axes, const std::string& geometry, int dimension,
                                     Random& random) {
  if (dimension < axes.rank) {
    throw SettingError(fmt::format("geometry={} for {} classes needs {} feature dimensions (the parameters have {})",
                                   geometry, axes.count, axes.rank, dimension));
  }
  return rotated_axes(axes, dimension, random);
}

std::vector<Vector> scattered_directions(int classes, int dimension, Random& random) {
  const EquiangularAxes simplex = simplex_axes(classes);
  if (dimension >= simplex.rank) return rotated_axes(simplex, dimension, random);
  std::vector<Vector> directions;
  while (static_cast<int>(directions.size()) < classes) {
    directions.push_back(orthonormal_frame(1, dimension, random).front());
  }
  return directions;
}

}  // namespace margincert::generators
