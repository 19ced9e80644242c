#pragma once

#include <span>
#include <vector>

#include "generators/counter_random.hpp"

namespace margincert::generators {

using Vector = std::vector<double>;

/// Sums from left to right, so that every machine rounds alike.
double inner_product(std::span<const double> a, std::span<const double> b);

/// x / ‖x‖ pulled in by (d + 8) 2^-52: within (2d + 16) 2^-52 of the sphere, and ‖result‖² <= 1 in exact arithmetic.
/// x must be finite and not zero.
Vector onto_unit_ball(std::span<const double> x);

/// x as it stands where ‖x‖ <= 1 surely holds, else onto_unit_ball(x). x must be finite.
Vector into_unit_ball(std::span<const double> x);

/// factor · x, each coordinate rounded once.
Vector scaled(std::span<const double> x, double factor);
/// Every coordinate cut towards zero to a multiple of 2^-bits, which never lengthens x; coordinates of modulus <= 1.
Vector truncated(std::span<const double> x, int bits);

/// The least integer whose square is at least x.
int root_above(int x);

/// d independent standard normals, not all zero.
Vector gaussian_direction(int dimension, Random& random);

/// `count` orthonormal vectors, uniform among all such frames up to rounding; count <= dimension.
std::vector<Vector> orthonormal_frame(int count, int dimension, Random& random);

/// K unit vectors in randomly rotated position with ⟨v_a, v_b⟩ = cosine for a != b; they span `rank` dimensions.
struct EquiangularAxes {
  int count;      ///< K
  double cosine;  ///< >= -1/(K-1), else no such vectors exist
  int rank;       ///< K; K - 1 at cosine = -1/(K-1), where the vectors are the vertices of a simplex
};
std::vector<Vector> rotated_axes(const EquiangularAxes& axes, int dimension, Random& random);

/// A point at an angle of at most `half_angle_degrees` from the unit vector `axis`, close to uniform on that cap: the
/// angle is half-angle · U^(1/(d-1)), the law of a uniform point in a flat cap, and the direction is uniform.
Vector point_in_cone(std::span<const double> axis, double half_angle_degrees, Random& random);

}  // namespace margincert::generators
