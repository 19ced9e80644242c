#include "optimise/compass_search.hpp"

#include <doctest/doctest.h>

#include <boost/multiprecision/mpfr.hpp>
#include <functional>
#include <memory>

#include "problems.hpp"

namespace margincert::optimise {
namespace {

using Wide = boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<100>>;

/// Any number type in the place of a score.
template <class V>
struct Plain {
  using Value = V;
  std::function<V(Point)> function;
  std::vector<Bounds> box;
  std::vector<std::vector<double>> asked = {};

  V evaluate(Point x) {
    asked.emplace_back(x.begin(), x.end());
    return function(x);
  }
  bool less(const V& a, const V& b) const { return a < b; }
  bool admit(std::span<double> x, int) const {
    clamp_into(box, x);
    return true;
  }
  bool stop(const V&) const { return asked.size() >= 20000; }
};

/// 1 + 10^-40 Σ (x_i - 1/4)²: constant in double.
template <class V>
V hair_above_one(Point x) {
  V sum = 0;
  for (const double v : x) sum += (V(v) - V(0.25)) * (V(v) - V(0.25));
  return V(1) + sum * pow(V(10), -40);
}

template <class V>
std::vector<double> minimise(Plain<V>& problem, std::vector<double> start, int max_level) {
  const DyadicMesh mesh(problem.box);
  generators::Random random(1, "compass", 0);
  V value = problem.evaluate(start);
  CompassSearch<Plain<V>> search(problem, mesh, random, {std::move(start), std::move(value), 1});
  search.run(max_level);
  return search.state().x;
}

bool is_multiple(double x, double step) { return std::trunc(x / step) == x / step; }

}  // namespace

TEST_CASE("the compass works with any ordered number") {
  const std::vector<Bounds> box(3, {-1, 1});
  using std::pow;
  Plain<double> in_double{hair_above_one<double>, box};
  CHECK(minimise(in_double, {0.75, -0.5, 0.0}, 40) == std::vector<double>{0.75, -0.5, 0.0});
  Plain<Wide> wide{hair_above_one<Wide>, box};
  CHECK(minimise(wide, {0.75, -0.5, 0.0}, 40) == std::vector<double>{0.25, 0.25, 0.25});
}

TEST_CASE("every point asked for lies on the grid of its level") {
  const std::vector<Bounds> box{{-3, 4}, {-0.5, 0.5}, {0, 1000}};
  const auto distance = [](Point x) {
    return square(x[0] - 0.3) + square(x[1] - 0.123) + square(x[2] - 77.7) + x[0] * x[1];
  };
  Plain<double> problem{distance, box};
  const int last = 6;
  minimise(problem, {1, 0.25, 512}, last);
  const DyadicMesh mesh(box);
  CHECK(problem.asked.size() > 100);
  for (const auto& x : problem.asked) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      CHECK(is_multiple(x[i], mesh.step(i, last + CompassSearch<Plain<double>>::direction_bits)));
    }
  }
}

TEST_CASE("a mesh rounds to multiples, or to an end of the box") {
  const std::vector<Bounds> box{{-1, 1}, {0.1, 0.3}, {2, 2}};
  const DyadicMesh mesh(box);
  CHECK(mesh.step(0, 3) == 0.25);
  CHECK(mesh.step(1, 0) == 0.125);
  std::vector<double> x{0.7, 0.12, 2};
  mesh.round(x, 3);
  CHECK(x == std::vector<double>{0.75, 0.125, 2});
  x = {-0.7, 0.2, 2};
  mesh.truncate(x, 1);
  CHECK(x == std::vector<double>{0, 0.1875, 2});
  x = {1, 0.11, 2};
  mesh.truncate(x, 0);
  CHECK(x == std::vector<double>{0, 0.1, 2});
}

}  // namespace margincert::optimise
