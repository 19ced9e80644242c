#include <doctest/doctest.h>

#include "problems.hpp"

namespace margincert::optimise {
namespace {

constexpr double least_step = 0x1p-40;

/// 2^-70 (Σ (x_i - 3/8)² - 1/64), negative only near (3/8, ..., 3/8). In double it is added to 1 and taken off again,
/// so that nothing but a little noise is left.
Problem below_resolution(std::size_t size) {
  Problem problem(size, {-1, 1}, [](Point x) {
    double sum = -0x1p-6;
    for (const double v : x) sum += square(v - 0.375);
    const double noise = std::sin(1e9 * sum) * 0x1p-50;
    return Score{0, ((1 + 0x1p-70 * sum) - 1) + noise};
  });
  return problem.with_precise([](Point x, numeric::Precision precision) {
    using numeric::Interval;
    Interval sum = Interval::exact(-0x1p-6, precision);
    for (const double v : x) sum += sqr(Interval::exact(v, precision) - Interval::ratio(3, 8, precision));
    return sum * Interval::exact(0x1p-70, precision);
  });
}

}  // namespace

TEST_CASE("pattern: smooth functions") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Problem round = ellipsoid(10, 1);
    CHECK(evaluations_to(run("pattern", round, 4000, seed), 1e-8) <= 4000);
    Problem valley = rosenbrock(2);
    CHECK(evaluations_to(run("pattern", valley, 10000, seed), 1e-8) <= 10000);
  }
}

TEST_CASE("pattern: kinks, and an optimum where the hypothesis is tight") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Problem kinks = max_of_linear(3);
    CHECK(evaluations_to(run("pattern", kinks, 20000, seed), 1e-6) <= 20000);
    Problem edge = ellipsoid_edge(3);
    CHECK(evaluations_to(run("pattern", edge, 20000, seed), 1e-3) <= 20000);
  }
}

TEST_CASE("pattern: goes on where double sees only noise, and no other engine does") {
  for (const Engine& engine : engines()) {
    CAPTURE(engine.id);
    Problem problem = below_resolution(5);
    const Explorer explorer = run(engine, problem, 6000, 1, least_step);
    CHECK(explorer.first_violation().has_value() == (engine.id == "pattern"));
  }
  Problem problem = below_resolution(5);
  const Explorer explorer = run("pattern", problem, 6000, 1, least_step);
  REQUIRE(explorer.best()->precise);
  CHECK(explorer.best()->score.slack == -0x1p-76);
  CHECK(explorer.best()->x == std::vector<double>(5, 0.375));
}

TEST_CASE("pattern: a slack that leaves the noise again goes on in double") {
  // (x - y)² is 0 along the diagonal; far out on it a violation begins.
  Problem problem(2, {-1, 1}, [](Point x) { return Score{0, square(x[0] - x[1]) + 0x1p-42 * (1 - 64 * x[0])}; });
  problem.with_precise([](Point x, numeric::Precision p) {
    using numeric::Interval;
    return sqr(Interval::exact(x[0], p) - Interval::exact(x[1], p)) +
           Interval::exact(0x1p-42, p) * (1 - 64 * Interval::exact(x[0], p));
  });
  const Explorer explorer = run("pattern", problem, 20000, 1, least_step);
  CHECK(explorer.best()->score.slack < -0x1p-37);
}

TEST_CASE("pattern: keeps what another engine tuned, and shortens what nothing depends on") {
  const std::vector<double> tuned{1.0 / 3, 0x1.23456789abcdep-2};
  Problem problem(2, {-1, 1}, [](Point x) { return Score{0, std::abs(x[0] - 1.0 / 3)}; });
  Explorer explorer(problem, 200, 0);
  generators::Random random(1, "tuned", 0);
  find_engine("pattern")->run(explorer, tuned, random);
  CHECK(explorer.best()->score.slack == 0);

  Problem flat(2, {-1, 1}, [](Point x) { return Score{0, x[0] > 0 && x[1] > 0 ? -1.0 : 0.0}; });
  std::vector<std::vector<double>> asked;
  Problem watched(2, {-1, 1}, [&](Point x) {
    asked.emplace_back(x.begin(), x.end());
    return flat.score(x);
  });
  Explorer watching(watched, 3, 0);
  find_engine("pattern")->run(watching, tuned, random);
  CHECK(asked[1] == std::vector<double>{0.375, 0.25});
}

}  // namespace margincert::optimise
