#include <cmath>

#include "generators/family.hpp"
#include "generators/registry.hpp"
#include "generators/task_assembly.hpp"

namespace margincert::generators {
namespace {

/// The hyperplane {x_axis = 0} and a place in it that the two classes contend for; 0 in one dimension.
struct Mirror {
  std::size_t axis;
  Vector place;
};

Mirror draw_mirror(int dimension, Random& random) {
  const auto axis = random.below(static_cast<std::uint64_t>(dimension));
  Vector place = gaussian_direction(dimension, random);
  place[axis] = 0;
  return {axis, dimension == 1 ? place : onto_unit_ball(place)};
}

/// A point on the mirror, 3/4 from the origin, near the place (side = 1) or opposite to it (side = -1).
Vector on_mirror(const Mirror& mirror, double side, Random& random) {
  Vector x = with_noise(scaled(mirror.place, side), 0.1, random);
  x[mirror.axis] = 0;
  return x.size() == 1 ? x : scaled(onto_unit_ball(x), 0.75);
}

/// Norms are at most 3/4 on the mirror and 1/2 off it, together below 1.
Vector off_mirror(Vector x, const Mirror& mirror, double height) {
  x[mirror.axis] = height;
  return x;
}

recursion::Task draw_boundary(const Settings& settings, const recursion::Parameters& parameters, Random& random) {
  const int classes = parameters.classes;
  const int points = static_cast<int>(settings.integer("n"));
  expect_every_class(points, classes, "hence no boundary");
  const Mirror mirror = draw_mirror(parameters.feature_dim, random);
  const int own = draw_class(classes, random);
  const int rival = draw_other_class(classes, own, random);

  std::vector<LabelledPoint> all;
  for (int pair = 0; pair < points / classes; ++pair) {
    const Vector x = on_mirror(mirror, 1, random);
    const double height = 0.125 * static_cast<double>(1 + random.below(4));
    all.push_back({own, off_mirror(x, mirror, height)});
    all.push_back({rival, off_mirror(x, mirror, -height)});
  }
  // The other classes in turn, opposite to the place; of two classes alone, an odd point of the probe's class.
  for (int other = 0; static_cast<int>(all.size()) < points; ++other) {
    int label = classes == 2 ? own : other % classes;
    if (classes > 2 && (label == own || label == rival)) continue;
    all.push_back({label, on_mirror(mirror, classes == 2 ? 1 : -1, random)});
  }
  const double side = random.index() % 2 == 0 ? 1 : -1;
  const double distance = std::ldexp(side, -static_cast<int>(settings.integer("exponent")));
  return shuffled_task(classes, all, {own, off_mirror(on_mirror(mirror, 1, random), mirror, distance)}, random);
}

}  // namespace

Family boundary() {
  return {
      "boundary",
      "The points of the probe's class and of one rival are mirror images in a coordinate hyperplane, which is the "
      "decision boundary between them; the probe lies 2^-exponent from it, on its own side at even indices and on "
      "the rival's at odd ones. Other classes lie on the hyperplane, opposite to the probe. (With K = 2 and n odd one "
      "point more of the probe's class lies on it.)",
      "Class logits and masses that agree to `exponent` bits; as symmetry keeps the tie at every layer, only the "
      "probe's last bits break it.",
      with_common_settings({integer_setting("exponent", "the probe is 2^-exponent from the boundary", 60, {1, 1000})}),
      draw_boundary,
      /*adversarial=*/true};
}

}  // namespace margincert::generators
