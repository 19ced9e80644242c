#include "optimise/cuts.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace margincert::optimise {
namespace {

using Vector = Eigen::Vector2d;

const Eigen::MatrixXd unit_matrix = Eigen::MatrixXd::Identity(2, 2);
const Vector all_free(1, 1);
const Vector origin(0, 0);

/// x + y <= 1, seen from (2, 2), where it is violated by 3.
Cuts diagonal() {
  Cuts cuts;
  cuts.add(Vector(2, 2), 3, Vector(1, 1));
  return cuts;
}

bool near(const Eigen::VectorXd& a, const Vector& b) { return (a - b).norm() < 1e-12; }

}  // namespace

TEST_CASE("without cuts in the way the direction is -H g") {
  Cuts none;
  CHECK(near(none.direction(origin, Vector(-3, 1), 2 * unit_matrix, all_free), Vector(6, -2)));
  Cuts far = diagonal();
  CHECK(near(far.direction(origin, Vector(3, 1), unit_matrix, all_free), Vector(-3, -1)));
  CHECK_FALSE(far.press());
  CHECK(near(far.change_of_pressure(), Vector(0, 0)));
}

TEST_CASE("a step ends at the cut, at the point nearest in the metric of H") {
  Cuts cuts = diagonal();
  // Nearest to (3, 1) on x + y = 1.
  CHECK(near(cuts.direction(origin, Vector(-3, -1), unit_matrix, all_free), Vector(1.5, -0.5)));
  CHECK(cuts.press());
  // Masked coordinates stay.
  CHECK(near(cuts.direction(origin, Vector(-3, -1), unit_matrix, Vector(1, 0)), Vector(1, 0)));
  // Two cuts: the corner of x <= 0.25 and x + y <= 1.
  cuts.add(Vector(1, 0), 0.75, Vector(1, 0));
  CHECK(near(cuts.direction(origin, Vector(-3, -1), unit_matrix, all_free), Vector(0.25, 0.75)));
  cuts.clear();
  CHECK(near(cuts.direction(origin, Vector(-3, -1), unit_matrix, all_free), Vector(3, 1)));
}

TEST_CASE("pressure changes with the newest normal, times the multipliers") {
  Cuts cuts = diagonal();
  // (3, 1) - 1.5 (1, 1) is the step above: the multiplier is 1.5.
  cuts.direction(origin, Vector(-3, -1), unit_matrix, all_free);
  cuts.add(Vector(1, 1), 1, Vector(1.5, 0.5));
  CHECK(near(cuts.change_of_pressure(), Vector(0.75, -0.75)));
  CHECK(cuts.added() == 2);
}

TEST_CASE("what is no half-space is not added") {
  Cuts cuts;
  cuts.add(origin, 1, origin);
  cuts.add(origin, std::numeric_limits<double>::infinity(), Vector(1, 1));
  cuts.add(origin, 1, Vector(std::nan(""), 1));
  CHECK(cuts.added() == 0);
}

}  // namespace margincert::optimise
