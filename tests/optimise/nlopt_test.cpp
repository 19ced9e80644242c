#include <doctest/doctest.h>

#include "problems.hpp"

namespace margincert::optimise {

TEST_CASE("nlopt: is registered where the library is, and solves what Nelder-Mead solves") {
  REQUIRE(find_engine("nlopt") != nullptr);
  Problem round = ellipsoid(10, 1);
  CHECK(evaluations_to(run("nlopt", round, 2000), 1e-8) <= 2000);
  Problem valley = rosenbrock(2);
  CHECK(evaluations_to(run("nlopt", valley, 2000), 1e-8) <= 2000);
  Problem edge = ellipsoid_edge(2);
  CHECK(evaluations_to(run("nlopt", edge, 8000), 1e-6) <= 8000);
}

}  // namespace margincert::optimise
