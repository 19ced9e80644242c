#include <algorithm>
#include <cmath>

#include "generators/axes.hpp"
#include "generators/family.hpp"
#include "generators/registry.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

void subtract_mean(std::vector<Vector>& all) {
  for (std::size_t k = 0; k < all.front().size(); ++k) {
    double mean = 0;
    for (const Vector& x : all) mean += x[k] / static_cast<double>(all.size());
    for (Vector& x : all) x[k] -= mean;
  }
}

double longest(const std::vector<Vector>& all) {
  double square = 0;
  for (const Vector& x : all) square = std::max(square, inner_product(x, x));
  return std::sqrt(square);
}

/// Vectors with sum zero, up to rounding, the longest of the given length. On a line all directions may turn out the
/// same, and are then drawn anew.
std::vector<Vector> balanced_means(int classes, int dimension, double length, Random& random) {
  std::vector<Vector> means;
  while (means.empty() || longest(means) < 0x1p-10) {
    means = scattered_directions(classes, dimension, random);
    subtract_mean(means);
  }
  const double factor = length / longest(means);
  for (Vector& mean : means) mean = scaled(mean, factor);
  return means;
}

recursion::Task draw_deep(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  const int classes = parameters.classes;
  const int dimension = parameters.feature_dim;
  const int points = static_cast<int>(settings.integer("n"));
  const double radius = settings.real("radius");
  expect_every_class(points, classes);
  const auto means = balanced_means(classes, dimension, 0.75 * radius, random);
  const auto draw = [&](int c) {
    Vector x = means[c];
    const Vector noise = scaled(onto_unit_ball(gaussian_direction(dimension, random)), 0.2 * radius);
    for (std::size_t k = 0; k < x.size(); ++k) x[k] += noise[k];
    return x;
  };
  std::vector<LabelledPoint> all;
  for (int i = 0; i < points; ++i) all.push_back({i % classes, draw(i % classes)});
  const int own = draw_class(classes, random);
  return shuffled_task(classes, all, {own, draw(own)}, random);
}

}  // namespace

Family deep() {
  return {
      "deep",
      "Class means that add up to zero (a regular simplex where d >= K - 1), the farthest at 3/4 of the radius, noise "
      "of a fixed length around them, class sizes equal up to one. Attention spread over all points then averages to "
      "nearly zero, so that deep trajectories are not dragged to a common mean; attention to the own class lengthens "
      "vectors by 1 + α' per layer, which the parameter draw deep keeps below 2^10 in all.",
      "Depths up to 200: errors and enclosures that add up over layers while scales stay put.",
      with_common_settings({real_setting("radius", "no point is farther from the origin", 0.5, {0x1p-10, 1})}),
      draw_deep,
      /*adversarial=*/true};
}

}  // namespace margincert::generators
