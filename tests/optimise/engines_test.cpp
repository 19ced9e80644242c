#include <doctest/doctest.h>

#include <limits>
#include <set>
#include <stdexcept>

#include "problems.hpp"
#include "tests/support/property.hpp"

namespace margincert::optimise {
namespace {

/// Boxes of all sorts: wide, narrow, far off, one-sided, fixed coordinates.
std::vector<Bounds> random_box(generators::Random& random) {
  std::vector<Bounds> box(1 + random.below(12));
  for (auto& [lower, upper] : box) {
    const double scale = std::ldexp(1.0, static_cast<int>(random.below(60)) - 40);
    const double centre = random.below(3) == 0 ? 0 : 10 * random.normal();
    lower = centre - scale * random.uniform();
    upper = random.below(5) == 0 ? lower : std::max(lower, centre + scale * random.uniform());
  }
  return box;
}

/// A kinked, partly infeasible, partly undefined function of where in the box a point lies.
Score rugged(std::span<const Bounds> box, Point x, std::uint64_t kind) {
  double sum = 0, most = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double width = box[i].upper - box[i].lower;
    const double u = width > 0 ? (x[i] - box[i].lower) / width : 0.5;
    sum += square(u - 0.1 * static_cast<double>(i));
    most = std::max(most, std::abs(u - 0.7));
  }
  if (kind % 2 == 1 && sum > 2) return {nan, nan};
  if (kind % 3 == 1 && most > 0.6) return {infinity, 0};
  if (kind % 5 == 1 && most < 0.1) return {0, nan};
  return {std::max(0.0, most - 0.45), kind % 7 == 1 && sum < 0.1 ? -infinity : sum + most};
}

bool never_worsens(const std::vector<Improvement>& trace) {
  for (std::size_t i = 1; i < trace.size(); ++i) {
    if (trace[i].evaluation < trace[i - 1].evaluation || better(trace[i - 1].score, trace[i].score)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("engines have distinct names, and unknown ones are not found") {
  std::set<std::string> ids;
  for (const Engine& engine : engines()) {
    ids.insert(engine.id);
    CHECK_FALSE(engine.summary.empty());
    CHECK(find_engine(engine.id) == &engine);
  }
  CHECK(ids.size() == engines().size());
  CHECK(ids.contains("gradient"));
  CHECK(ids.contains("cma-es"));
  CHECK(ids.contains("pattern"));
  CHECK(find_engine("no such engine") == nullptr);
}

TEST_CASE("in any box: inside the bounds, within the budget, the same again, best so far") {
  for (const Engine& engine : engines()) {
    testing::check_property("engine " + engine.id + " keeps box and budget", [&](std::uint64_t seed) {
      generators::Random random(seed, "boxes", 0);
      const std::vector<Bounds> box = random_box(random);
      const std::uint64_t kind = random.bits();
      const std::size_t budget = 1 + random.below(300);
      const double resolution = random.below(2) == 0 ? 0 : 0.5;
      const auto explore = [&](std::uint64_t& path) {
        Problem problem(box, [&](Point x) { return rugged(box, x, kind); });
        problem.with_precise(
            [&](Point x, numeric::Precision p) { return numeric::Interval::exact(rugged(box, x, kind).slack, p); }, 3);
        const Explorer explorer = run(engine, problem, budget, seed, resolution);
        RC_ASSERT(explorer.outside() == 0u);
        RC_ASSERT(problem.strays() == 0u);
        RC_ASSERT(problem.work() == explorer.used());
        RC_ASSERT(problem.work() <= budget);
        RC_ASSERT(never_worsens(explorer.trace()));
        path = problem.path();
        return explorer.best() ? explorer.best()->x : std::vector<double>();
      };
      std::uint64_t first_path = 0, second_path = 0;
      RC_ASSERT(explore(first_path) == explore(second_path));
      RC_ASSERT(first_path == second_path);
    });
  }
}

TEST_CASE("only points of the domain are asked for") {
  // The unit ball with the upper half of the last coordinate; projected points stay clear of the sphere by rounding.
  const auto project = [](std::span<double> x) {
    x.back() = std::max(x.back(), 0.0);
    double squared = 0;
    for (const double v : x) squared += v * v;
    if (squared <= 1 - 0x1p-40) return;
    for (double& v : x) v *= (1 - 0x1p-40) / std::sqrt(squared);
  };
  for (const Engine& engine : engines()) {
    CAPTURE(engine.id);
    int strays = 0;
    Problem problem(4, {-1, 1}, [&](Point x) {
      std::vector<double> projected(x.begin(), x.end());
      project(projected);
      strays += std::ranges::equal(projected, x) ? 0 : 1;
      return Score{0, 2 * x[0] + x[1] + x[3]};
    });
    problem.with_projection(project).with_gradient(
        [](Point, std::span<double> gradient) {
          std::ranges::copy(std::vector<double>{2, 1, 0, 1}, gradient.begin());
        },
        2);
    const Explorer explorer = run(engine, problem, 3000);
    CHECK(explorer.best()->score.slack < -std::sqrt(5.0) + 1e-2);
    CHECK(strays == 0);
  }
}

TEST_CASE("the budget is spent to the last evaluation that fits, gradients at their price") {
  for (const Engine& engine : engines()) {
    CAPTURE(engine.id);
    for (const std::size_t budget : {1, 2, 7, 100, 1001}) {
      Problem problem = rosenbrock(4);
      problem.with_gradient([](Point, std::span<double> gradient) { std::ranges::fill(gradient, 1.0); }, 5);
      const Explorer explorer = run(engine, problem, budget);
      CHECK(problem.work() == explorer.used());
      CHECK(explorer.used() <= budget);
      CHECK(explorer.used() + 5 > budget);
      CHECK(explorer.exhausted());
    }
  }
}

TEST_CASE("undefined regions are walked around") {
  for (const Engine& engine : engines()) {
    CAPTURE(engine.id);
    // Defined only in a wedge around the diagonal.
    Problem wedge(3, {-2, 2}, [](Point x) {
      if (std::abs(x[0] - x[1]) > 0.7) return Score{nan, nan};
      return Score{std::abs(x[1] - x[2]) > 1 ? infinity : 0, square(x[0] - 1) + square(x[1] - 1) + square(x[2] - 1)};
    });
    CHECK(evaluations_to(run(engine, wedge, 4000), 1e-6) <= 4000);
  }
}

TEST_CASE("landscapes without anything to find are left when the budget is spent") {
  for (const Engine& engine : engines()) {
    CAPTURE(engine.id);
    for (const Score score :
         {Score{nan, nan}, Score{infinity, infinity}, Score{0, infinity}, Score{0, -infinity}, Score{0, 1}}) {
      Problem problem(3, {0, 1}, [=](Point) { return score; });
      const Explorer explorer = run(engine, problem, 500);
      CHECK(explorer.exhausted());
      CHECK(explorer.outside() == 0);
    }
  }
}

TEST_CASE("one coordinate, and two hundred") {
  for (const Engine& engine : engines()) {
    CAPTURE(engine.id);
    Problem line = ellipsoid(1, 1);
    CHECK(evaluations_to(run(engine, line, 1000), 1e-8) <= 1000);
    Problem many = ellipsoid(200, 1);
    const Explorer explorer = run(engine, many, 4000);
    CHECK(explorer.best()->score.slack < 0.8 * explorer.trace().front().score.slack);
    CHECK(explorer.outside() == 0);
  }
}

TEST_CASE("a box of one point is evaluated and left") {
  for (const Engine& engine : engines()) {
    CAPTURE(engine.id);
    Problem problem(2, {0.5, 0.5}, [](Point x) { return Score{0, x[0]}; });
    const Explorer explorer = run(engine, problem, 1000);
    REQUIRE(explorer.best());
    CHECK(explorer.best()->x == std::vector<double>{0.5, 0.5});
  }
}

TEST_CASE("what a landscape throws comes out") {
  for (const Engine& engine : engines()) {
    CAPTURE(engine.id);
    int calls = 0;
    Problem problem(2, {0, 1}, [&](Point) {
      if (++calls > 30) throw std::domain_error("enough");
      return Score{0, 1.0 / calls};
    });
    CHECK_THROWS_AS(run(engine, problem, 1000), std::domain_error);
  }
}

}  // namespace margincert::optimise
