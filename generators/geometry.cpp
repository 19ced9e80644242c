#include "generators/geometry.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "generators/rounded_functions.hpp"

namespace margincert::generators {
namespace {

double largest_magnitude(std::span<const double> x) {
  double largest = 0;
  for (const double coordinate : x) largest = std::max(largest, std::abs(coordinate));
  return largest;
}

void add_multiple(Vector& x, double factor, std::span<const double> direction) {
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += factor * direction[i];
}

/// x / ‖x‖, within a few ulps.
Vector normalised(Vector x) {
  const double norm = std::sqrt(inner_product(x, x));
  for (double& coordinate : x) coordinate /= norm;
  return x;
}

/// x - Σ ⟨x, f⟩ f, twice: one Gram-Schmidt pass leaves an error that grows with cancellation, the second removes it.
void remove_components(Vector& x, std::span<const Vector> frame) {
  for (int pass = 0; pass < 2; ++pass) {
    for (const Vector& f : frame) add_multiple(x, -inner_product(x, f), f);
  }
}

/// A uniform unit vector orthogonal to the frame.
Vector direction_beside(std::span<const Vector> frame, int dimension, Random& random) {
  while (true) {
    Vector x = gaussian_direction(dimension, random);
    const double before = inner_product(x, x);
    remove_components(x, frame);
    // A draw that lies in the frame's span up to rounding has no direction left.
    if (inner_product(x, x) > 0x1p-40 * before) return normalised(std::move(x));
  }
}

/// Rows of the Cholesky factor of the Gram matrix (1 - c) I + c 11ᵀ: row a is v_a in an orthonormal basis.
std::vector<Vector> cholesky_rows(const EquiangularAxes& axes) {
  std::vector<Vector> rows;
  for (int a = 0; a < axes.count; ++a) {
    Vector row(static_cast<std::size_t>(axes.rank), 0.0);
    for (int b = 0; b < std::min(a, axes.rank); ++b) {
      row[b] = (axes.cosine - inner_product(row, rows[b])) / rows[b][b];
    }
    if (a < axes.rank) row[a] = std::sqrt(1 - inner_product(row, row));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

double inner_product(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Why ‖result‖ <= 1, with u = 2^-53. The power of two makes the largest coordinate lie in [1, 2), so squares lost to
/// underflow are below 2^-1000 of the sum. The computed sum is then >= ‖x‖² (1-u)^(d+1), its root >= ‖x‖ (1-u)^(d/2+2),
/// and the quotient and the product add one rounding each: ‖result‖ <= shrink (1+u)² / (1-u)^(d/2+2), which is at most
/// 1 as shrink = 1 - (2d + 16) u.
Vector onto_unit_ball(std::span<const double> x) {
  const double largest = largest_magnitude(x);
  if (!std::isfinite(largest) || largest == 0) throw std::domain_error("only a finite non-zero vector has a direction");
  Vector scaled(x.begin(), x.end());
  for (double& coordinate : scaled) coordinate = std::ldexp(coordinate, -std::ilogb(largest));
  const double norm = std::sqrt(inner_product(scaled, scaled));
  const double shrink = 1 - static_cast<double>(x.size() + 8) * 0x1p-52;
  for (double& coordinate : scaled) coordinate = coordinate / norm * shrink;
  return scaled;
}

/// The computed sum is >= ‖x‖² (1-u)^(d+1) up to underflow below 2^-1000, so a sum this far below 1 leaves no doubt.
Vector into_unit_ball(std::span<const double> x) {
  const double surely_inside = 1 - static_cast<double>(x.size() + 8) * 0x1p-52;
  if (inner_product(x, x) <= surely_inside) return {x.begin(), x.end()};
  return onto_unit_ball(x);
}

Vector scaled(std::span<const double> x, double factor) {
  Vector result(x.begin(), x.end());
  for (double& coordinate : result) coordinate *= factor;
  return result;
}

Vector truncated(std::span<const double> x, int bits) {
  Vector result;
  for (const double coordinate : x) result.push_back(std::ldexp(std::trunc(std::ldexp(coordinate, bits)), -bits));
  return result;
}

int root_above(int x) {
  int root = 0;
  while (root * root < x) ++root;
  return root;
}

Vector gaussian_direction(int dimension, Random& random) {
  Vector x(static_cast<std::size_t>(dimension), 0.0);
  while (largest_magnitude(x) == 0) std::ranges::generate(x, [&random] { return random.normal(); });
  return x;
}

std::vector<Vector> orthonormal_frame(int count, int dimension, Random& random) {
  if (count > dimension) throw std::domain_error("no frame has more orthonormal vectors than dimensions");
  std::vector<Vector> frame;
  while (static_cast<int>(frame.size()) < count) frame.push_back(direction_beside(frame, dimension, random));
  return frame;
}

std::vector<Vector> rotated_axes(const EquiangularAxes& axes, int dimension, Random& random) {
  const auto frame = orthonormal_frame(axes.rank, dimension, random);
  std::vector<Vector> result;
  for (const Vector& row : cholesky_rows(axes)) {
    Vector axis(static_cast<std::size_t>(dimension), 0.0);
    for (int b = 0; b < axes.rank; ++b) add_multiple(axis, row[b], frame[b]);
    result.push_back(normalised(std::move(axis)));
  }
  return result;
}

Vector point_in_cone(std::span<const double> axis, double half_angle_degrees, Random& random) {
  Vector point(axis.begin(), axis.end());
  const int dimension = static_cast<int>(axis.size());
  if (dimension == 1) return point;
  const std::vector<Vector> frame{point};
  const Vector sideways = direction_beside(frame, dimension, random);
  const double angle = half_angle_degrees * rounded_root(random.uniform(), static_cast<unsigned long>(dimension - 1));
  const double along = rounded_cos_degrees(angle);
  for (double& coordinate : point) coordinate *= along;
  add_multiple(point, rounded_sin_degrees(angle), sideways);
  return point;
}

}  // namespace margincert::generators
