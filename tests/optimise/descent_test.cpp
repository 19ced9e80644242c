#include <doctest/doctest.h>

#include "problems.hpp"

namespace margincert::optimise {

TEST_CASE("gradient: smooth functions in few evaluations") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Problem round = ellipsoid(10, 1);
    CHECK(evaluations_to(run("gradient", round, 100, seed), 1e-12) <= 100);
    Problem long_and_thin = ellipsoid(10, 1e6);
    CHECK(evaluations_to(run("gradient", long_and_thin, 2000, seed), 1e-8) <= 1000);
    Problem valley = rosenbrock(10);
    CHECK(evaluations_to(run("gradient", valley, 5000, seed), 1e-8) <= 3000);
  }
}

TEST_CASE("gradient: kinks everywhere") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Problem problem = max_of_linear(10);
    CHECK(evaluations_to(run("gradient", problem, 10000, seed), 1e-6) <= 10000);
  }
}

TEST_CASE("gradient: an optimum where the hypothesis is tight") {
  for (const std::size_t size : {2, 5, 10, 50}) {
    Problem problem = ellipsoid_edge(size);
    CHECK(evaluations_to(run("gradient", problem, 10000), 1e-9) <= 10000);
  }
}

TEST_CASE("gradient: an optimum where two hypotheses are tight, and their violations add up") {
  // x <= 1 and x² + y² <= 2 meet in (1, 1), and -(2, 1) lies between their normals (1, 0) and (2, 2).
  Problem problem(3, {-3, 3}, [](Point x) {
    const double violated = std::max(x[0] - 1, 0.0) + std::max(square(x[0]) + square(x[1]) - 2, 0.0);
    return Score{violated, 3 - 2 * x[0] - x[1] + square(x[2] - 0.3)};
  });
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Explorer explorer = run("gradient", problem, 10000, seed);
    CHECK(evaluations_to(explorer, 1e-6) <= 10000);
  }
}

TEST_CASE("gradient: an optimum in a corner of the box, and on a ball that projection keeps") {
  Problem corner(6, {-1, 2}, [](Point x) {
    return Score{0, x[0] + 2 * x[1] + square(x[2] - x[3]) - x[4] + square(x[5] + 3)};
  });
  CHECK(run("gradient", corner, 600).best()->score.slack <= -1 - 2 - 2 + 4 + 1e-12);

  Problem ball(5, {-1, 1}, [](Point x) {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * static_cast<double>(i + 1);
    return Score{0, std::sqrt(55.0) + sum};
  });
  ball.with_projection([](std::span<double> x) {
    double squared = 0;
    for (const double v : x) squared += v * v;
    for (double& v : x) v /= std::max(1.0, std::sqrt(squared) * (1 + 1e-15));
  });
  CHECK(evaluations_to(run("gradient", ball, 2000), 1e-8) <= 2000);
}

TEST_CASE("gradient: finds the feasible set first") {
  // Feasible only within 0.05 of a point of the box.
  Problem problem(6, {-1, 1}, [](Point x) {
    double squared = 0;
    for (const double v : x) squared += square(v - 0.8);
    return Score{std::max(squared - 0.0025, 0.0), x[0] - 0.75};
  });
  CHECK(evaluations_to(run("gradient", problem, 20000), 1e-6) <= 20000);
}

TEST_CASE("gradient: a second valley after the first") {
  // A shallow valley around 0.5 over most of the box, a deep one around -0.9.
  Problem problem(2, {-1, 1}, [](Point x) {
    const double shallow = square(x[0] - 0.5) + square(x[1] - 0.5);
    const double deep = 40 * (square(x[0] + 0.9) + square(x[1] + 0.9)) - 1;
    return Score{0, std::min(shallow, deep)};
  });
  CHECK(run("gradient", problem, 20000).best()->score.slack < -0.999);
}

}  // namespace margincert::optimise
