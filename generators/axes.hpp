#pragma once

#include <string>

#include "generators/geometry.hpp"
#include "generators/settings.hpp"

namespace margincert::generators {

/// Pairwise cosine -1/(K-1): the vertices of a regular simplex, as far apart as K directions can be. Needs d >= K - 1.
EquiangularAxes simplex_axes(int classes);
/// Pairwise cosine 0. Needs d >= K.
EquiangularAxes orthonormal_axes(int classes);
/// Pairwise angle in degrees. Needs d >= K. Throws SettingError when K directions cannot be that far apart.
EquiangularAxes axes_at_angle(int classes, double degrees);

/// One random unit vector per class. Throws SettingError when the dimension has no room for the geometry so named.
std::vector<Vector> class_directions(const EquiangularAxes& axes, const std::string& geometry, int dimension,
                                     Random& random);

/// One random unit vector per class in any dimension: a regular simplex where there is room for it, independent uniform
/// directions where there is not.
std::vector<Vector> scattered_directions(int classes, int dimension, Random& random);

}  // namespace margincert::generators
