#include "optimise/gradient.hpp"

#include <Eigen/Core>
#include <cmath>
#include <optional>

#include "optimise/descent.hpp"
#include "optimise/unit_box.hpp"

namespace margincert::optimise {
namespace {

/// After the n-th stall: kicks off the best point of 1e-3, 1e-2 and 1e-1 of the box, then a point from anywhere.
Eigen::VectorXd restart_point(const Explorer& explorer, const UnitBox& box, int stall, generators::Random& random) {
  constexpr double kicks[] = {1e-3, 1e-2, 1e-1};
  const auto kind = static_cast<std::size_t>(stall % 4);
  if (kind == std::size(kicks) || !explorer.best()) return uniform_vector(box.dimension(), random);
  return box.to_unit(explorer.best()->x) + kicks[kind] * normal_vector(box.dimension(), random);
}

}  // namespace

void run_gradient(Explorer& explorer, std::span<const double> start, generators::Random& random) {
  const UnitBox box(explorer.bounds());
  Eigen::VectorXd u = box.to_unit(start);
  for (int stall = 0; !explorer.exhausted(); ++stall) {
    Descent(explorer, box).run(u);
    if (box.dimension() == 0) return;
    u = restart_point(explorer, box, stall, random);
  }
}

}  // namespace margincert::optimise
