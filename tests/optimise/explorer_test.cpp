#include "optimise/explorer.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "problems.hpp"

namespace margincert::optimise {
namespace {

constexpr numeric::Precision bits(256);

/// One coordinate that is its own slack.
Problem identity() {
  return Problem(1, {-1, 1}, [](Point x) { return Score{0, x[0]}; });
}

Score score_at(Explorer& explorer, double x) { return explorer.score(std::span(&x, 1)); }

}  // namespace

TEST_CASE("feasible comes first, then less infeasibility, then smaller slack, and NaN last") {
  const Score ranked[] = {{0, -infinity},  {0, -1}, {0, 0}, {0, infinity},
                          {0x1p-1000, -1}, {1, -9}, {1, 2}, {infinity, 0}};
  for (std::size_t i = 0; i < std::size(ranked); ++i) {
    for (std::size_t j = 0; j < std::size(ranked); ++j) CHECK(better(ranked[i], ranked[j]) == (i < j));
    for (const Score& spoiled : {Score{nan, -1}, Score{0, nan}, Score{nan, nan}}) {
      CHECK(better(ranked[i], spoiled));
      CHECK_FALSE(better(spoiled, ranked[i]));
    }
  }
  CHECK_FALSE(better(Score{0, nan}, worst_score));
  CHECK_FALSE(better(worst_score, Score{0, nan}));
}

TEST_CASE("precise scores are ordered by what is certain") {
  const auto between = [](double lo, double hi) { return PreciseScore{0, numeric::Interval::between(lo, hi, bits)}; };
  CHECK(better(between(0, 1), between(2, 3)));
  CHECK_FALSE(better(between(2, 3), between(0, 1)));
  CHECK_FALSE(better(between(0, 2), between(1, 3)));
  CHECK_FALSE(better(between(1, 1), between(1, 1)));
  const PreciseScore infeasible{1, numeric::Interval::poisoned(bits)};
  const PreciseScore unknown{infinity, numeric::Interval::poisoned(bits)};
  CHECK(better(between(5, 6), infeasible));
  CHECK_FALSE(better(infeasible, between(5, 6)));
  CHECK(better(infeasible, unknown));
  CHECK_FALSE(better(unknown, unknown));
}

TEST_CASE("a call beyond the budget is refused and ends the search") {
  Problem problem = identity();
  problem.with_gradient([](Point, std::span<double> gradient) { gradient[0] = 1; }, 3);
  Explorer explorer(problem, 5, 0);
  double slope = 0;
  const double x = 0.5;
  CHECK(explorer.score_with_gradient(std::span(&x, 1), std::span(&slope, 1)).slack == 0.5);
  CHECK(slope == 1);
  CHECK(explorer.used() == 3);
  CHECK_FALSE(explorer.exhausted());

  CHECK(std::isinf(explorer.score_with_gradient(std::span(&x, 1), std::span(&slope, 1)).infeasibility));
  CHECK(slope == 0);
  CHECK(explorer.exhausted());
  CHECK(std::isinf(score_at(explorer, -1).infeasibility));
  CHECK(explorer.used() == 3);
  CHECK(problem.work() == 3);
  CHECK(explorer.best()->score.slack == 0.5);
}

TEST_CASE("points outside the bounds are counted, clamped, and never arrive") {
  Problem problem = identity();
  Explorer explorer(problem, 10, 0);
  CHECK(score_at(explorer, 1).slack == 1);
  CHECK(explorer.outside() == 0);
  CHECK(score_at(explorer, 1.5).slack == 1);
  CHECK(score_at(explorer, -infinity).slack == -1);
  CHECK(explorer.best()->x[0] == -1);
  score_at(explorer, nan);
  CHECK(explorer.outside() == 3);
  CHECK(problem.strays() == 0);
}

TEST_CASE("below the resolution only enclosures improve and violate") {
  Problem problem = identity();
  problem.with_precise([](Point x, numeric::Precision p) { return numeric::Interval::exact(x[0], p); }, 4);
  Explorer explorer(problem, 100, 0x1p-10);
  const auto precise = [&](double x) { return explorer.precise_score(std::span(&x, 1), bits); };
  score_at(explorer, 0.5);
  score_at(explorer, 0x1p-12);
  CHECK(explorer.best()->score.slack == 0x1p-10);
  score_at(explorer, -0x1p-12);
  CHECK(explorer.trace().size() == 2);
  CHECK_FALSE(explorer.first_violation());

  CHECK(precise(0x1p-13).slack.hi_double() == 0x1p-13);
  CHECK(explorer.used() == 8);
  CHECK(explorer.best()->score.slack == 0x1p-13);
  CHECK_FALSE(explorer.first_violation());
  precise(-0x1p-60);
  CHECK(explorer.best()->score.slack == -0x1p-60);
  CHECK(explorer.best()->precise);
  CHECK(explorer.first_violation() == 13);

  score_at(explorer, -0x1p-9);
  CHECK(explorer.best()->score.slack == -0x1p-9);
  CHECK_FALSE(explorer.best()->precise);
  CHECK(explorer.first_violation() == 13);
}

TEST_CASE("a violation must be feasible and clear of the resolution") {
  Problem problem(1, {-1, 1}, [](Point x) { return Score{x[0] < -0.5 ? 1.0 : 0.0, x[0]}; });
  Explorer explorer(problem, 10, 0.25);
  for (const double x : {-1.0, 0.5, -0.25}) score_at(explorer, x);
  CHECK_FALSE(explorer.first_violation());
  score_at(explorer, -0.375);
  CHECK(explorer.first_violation() == 4);
}

TEST_CASE("a slack that cannot be enclosed counts as nothing") {
  Problem problem = identity();
  Explorer explorer(problem, 10, 0.5);
  const double x = 0.25;
  CHECK(std::isinf(explorer.precise_score(std::span(&x, 1), bits).infeasibility));
  CHECK_FALSE(explorer.best()->precise);
}

TEST_CASE("differences approximate the gradient, of the slack or of the infeasibility") {
  Problem problem = ellipsoid_edge(4);
  Problem plain(4, {-2, 2}, [&](Point x) { return problem.score(x); });
  CHECK(plain.gradient_cost() == 5);
  for (const double at : {-2.0, -0.4, 0.0, 0.7, 2.0}) {
    const std::vector<double> x(4, at);
    std::vector<double> exact(4), approximate(4);
    problem.score_with_gradient(x, exact);
    plain.score_with_gradient(x, approximate);
    CHECK(plain.strays() == 0);
    for (std::size_t i = 0; i < 4; ++i) CHECK(approximate[i] == doctest::Approx(exact[i]).epsilon(1e-5));
  }
}

}  // namespace margincert::optimise
