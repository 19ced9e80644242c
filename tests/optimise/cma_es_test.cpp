#include <doctest/doctest.h>

#include <numbers>

#include "optimise/cma_constants.hpp"
#include "optimise/cma_state.hpp"
#include "problems.hpp"

namespace margincert::optimise {

TEST_CASE("the constants obey the tutorial's identities") {
  for (const Eigen::Index n : {1, 2, 10, 200}) {
    for (const Eigen::Index population : {4, 10, 75}) {
      const CmaConstants c(n, population);
      CHECK(c.weights.head(c.parents).sum() == doctest::Approx(1));
      CHECK(c.weights.head(c.parents).squaredNorm() == doctest::Approx(1 / c.effective_parents));
      CHECK(c.rank_one_rate + c.rank_mu_rate <= 1 + 1e-15);
      for (Eigen::Index i = 1; i < population; ++i) CHECK(c.weights[i] <= c.weights[i - 1]);
    }
  }
  // Worked by hand from Table 1: n = 2, population 4, raw weights ln 2.5 - ln i.
  const CmaConstants c(2, 4);
  CHECK(c.weights[0] == doctest::Approx(0.804162));
  CHECK(c.weights[1] == doctest::Approx(0.195838));
  CHECK(c.effective_parents == doctest::Approx(1.459770));
  CHECK(c.rank_one_rate == doctest::Approx(2 / (10.89 + 1.459770)));
  CHECK(c.rank_mu_rate == doctest::Approx(2 * (0.25 + 1.459770 + 1 / 1.459770 - 2) / (16 + 1.459770)));
}

TEST_CASE("under selection that ignores the points the distribution keeps its size") {
  generators::Random random(3, "neutral", 0);
  double logarithms = 0;
  for (int repeat = 0; repeat < 20; ++repeat) {
    CmaState state(Eigen::VectorXd::Constant(5, 0.5), 1, 8);
    for (int generation = 0; generation < 100; ++generation) {
      std::vector<Eigen::VectorXd> points;
      for (int i = 0; i < 8; ++i) {
        Eigen::VectorXd z(5);
        for (double& entry : z) entry = random.normal();
        points.push_back(state.at(z));
      }
      state.adapt(points);
    }
    CHECK_FALSE(state.is_degenerate());
    logarithms += std::log(state.spread());
  }
  CHECK(std::abs(logarithms / 20) < 1.5);
}

TEST_CASE("cma-es: smooth functions, and long thin ones by adapting the covariance") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Problem round = ellipsoid(10, 1);
    CHECK(evaluations_to(run("cma-es", round, 3000, seed), 1e-8) <= 2500);
    Problem long_and_thin = ellipsoid(10, 1e6);
    CHECK(evaluations_to(run("cma-es", long_and_thin, 7000, seed), 1e-8) <= 7000);
    Problem valley = rosenbrock(10);
    CHECK(evaluations_to(run("cma-es", valley, 12000, seed), 1e-8) <= 12000);
  }
}

TEST_CASE("cma-es: kinks, and an optimum where the hypothesis is tight") {
  Problem kinks = max_of_linear(5);
  CHECK(evaluations_to(run("cma-es", kinks, 4000), 1e-6) <= 4000);
  Problem edge = ellipsoid_edge(10);
  CHECK(evaluations_to(run("cma-es", edge, 8000), 1e-6) <= 8000);
}

TEST_CASE("cma-es: an optimum in a corner of the box") {
  Problem corner(8, {-1, 2}, [](Point x) {
    double sum = 8;
    for (const double v : x) sum += v;
    return Score{0, sum};
  });
  CHECK(evaluations_to(run("cma-es", corner, 4000), 1e-9) <= 4000);
}

TEST_CASE("cma-es: restarts with larger populations leave local minima") {
  // Rastrigin's function: about 10^5 local minima.
  Problem egg_box(5, {-5, 5}, [](Point x) {
    double sum = 0;
    for (const double v : x) sum += square(v - 1) + 10 * (1 - std::cos(2 * std::numbers::pi * (v - 1)));
    return Score{0, sum};
  });
  CHECK(evaluations_to(run("cma-es", egg_box, 60000), 1e-8) <= 60000);
}

}  // namespace margincert::optimise
