#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "exact.hpp"
#include "example.hpp"

namespace margincert::generators {
namespace {

using exact::Rational;

int unlabelled(const recursion::Task& task) {
  return static_cast<int>(std::ranges::count(task.labels, std::optional<int>()));
}

/// Twice the signed area of a triangle in the plane.
Rational area(std::span<const double> a, std::span<const double> b, std::span<const double> c) {
  return (Rational(b[0]) - a[0]) * (Rational(c[1]) - a[1]) - (Rational(b[1]) - a[1]) * (Rational(c[0]) - a[0]);
}

using Points = std::vector<std::vector<double>>;

bool in_triangle(std::span<const double> p, std::span<const double> a, std::span<const double> b,
                 std::span<const double> c) {
  const bool left[] = {area(p, a, b) > 0, area(p, b, c) > 0, area(p, c, a) > 0};
  return left[0] == left[1] && left[1] == left[2];
}

/// Is a point of `inner` in a triangle of `outer`?
bool surrounds(const Points& outer, const Points& inner) {
  for (std::size_t i = 2; i < outer.size(); ++i) {
    for (std::size_t j = 1; j < i; ++j) {
      for (const auto& p : inner) {
        if (in_triangle(p, outer[i], outer[j], outer[0])) return true;
      }
    }
  }
  return false;
}

/// Does a segment between points of `one` cross a segment between points of `other`?
bool cross(const Points& one, const Points& other) {
  const auto apart = [](const auto& p, const auto& q, const auto& a, const auto& b) {
    return (area(p, a, b) > 0) != (area(q, a, b) > 0);
  };
  for (const auto& p : one) {
    for (const auto& a : other) {
      if (apart(p, one.front(), a, other.front()) && apart(a, other.front(), p, one.front())) return true;
    }
  }
  return false;
}

/// Convex hulls that meet: no line has the classes on different sides.
bool inseparable(const Points& one, const Points& other) { return surrounds(one, other) || cross(one, other); }

}  // namespace

TEST_CASE("imbalanced gives the probe's class its own points and shares the rest evenly") {
  for (const int own : {1, 4, 18}) {
    for (std::uint64_t index = 0; index < 10; ++index) {
      const auto task =
          example::task("imbalanced", {"n=20", "own=" + std::to_string(own)}, example::parameters(), 2, index);
      auto sizes = class_sizes(task);
      CHECK(sizes[task.probe_class] == own);
      sizes.erase(sizes.begin() + task.probe_class);
      CHECK(std::ranges::max(sizes) - std::ranges::min(sizes) <= 1);
      CHECK(std::ranges::min(sizes) >= 1);
    }
  }
  CHECK(example::complaint("imbalanced", {"n=20", "own=19"}).find("own of at most 18") != std::string::npos);
  CHECK(example::complaint("imbalanced", {"n=2"}).find("n of at least 3") != std::string::npos);
}

TEST_CASE("simplex means have the length that was set, and noise never leads out of the ball") {
  const auto task = example::task("simplex", {"length=0.25", "sigma=0"}, example::parameters(), 2, 0);
  // Radius r: in-class products r², cross-class products -r²/2.
  CHECK(exact::square(task.probe).convert_to<double>() == doctest::Approx(1.0 / 16));
  CHECK(exact::separation(task).convert_to<double>() == doctest::Approx(1.5 / 16));
  CHECK(example::task("simplex", {"length=0", "sigma=0"}, example::parameters(), 2, 0).probe ==
        std::vector<double>(5, 0.0));
  CHECK(exact::in_unit_ball(example::task("simplex", {"length=1", "sigma=3"}, example::parameters(), 2, 0)));
  CHECK(example::complaint("simplex", {}, example::parameters(2, 4)).find("needs 3 feature dimensions") !=
        std::string::npos);
}

TEST_CASE("label-noise gives the stated share of points a foreign class") {
  struct Rate {
    std::string text;
    int flips;
  };
  for (const auto& [its_text, flips] : {Rate{"0", 0}, {"0.01", 1}, {"0.1", 3}, {"0.5", 15}, {"1", 30}}) {
    const auto& text = its_text;
    CAPTURE(text);
    // The same task but for the flips: they are drawn last.
    const auto parameters = example::parameters();
    const auto clean = example::task("label-noise", {"n=30", "rate=0"}, parameters, 2, 5);
    const auto noisy = example::task("label-noise", {"n=30", "rate=" + text}, parameters, 2, 5);
    CHECK(noisy.features == clean.features);
    int flipped = 0;
    for (std::size_t i = 0; i < 30; ++i) flipped += noisy.labels[i] != clean.labels[i] ? 1 : 0;
    CHECK(flipped == flips);
  }
  CHECK(example::complaint("label-noise", {}, example::parameters(5, 1)).find("second class") != std::string::npos);
}

TEST_CASE("semi-supervised takes away the stated share of labels, and only labels") {
  const auto parameters = example::parameters();
  const auto full = example::task("semi-supervised", {"unlabelled=0"}, parameters, 2, 5);
  const auto half = example::task("semi-supervised", {}, parameters, 2, 5);
  CHECK(is_fully_labelled(full));
  CHECK(unlabelled(half) == 20);
  CHECK(half.features == full.features);
  for (std::size_t i = 0; i < 40; ++i) CHECK((!half.labels[i] || half.labels[i] == full.labels[i]));
  CHECK(unlabelled(example::task("semi-supervised", {"unlabelled=1"}, parameters, 2, 5)) == 40);
  CHECK(unlabelled(example::task("semi-supervised", {"unlabelled=0.3", "n=11"}, parameters, 2, 5)) == 3);
  CHECK(unlabelled(example::task("semi-supervised", {"unlabelled=0.01", "n=11"}, parameters, 2, 5)) == 1);
}

TEST_CASE("nonlinear classes wind round each other: no line separates them") {
  for (const char* shape : {"rings", "xor", "radial"}) {
    for (const int classes : {2, 3}) {
      for (std::uint64_t index = 0; index < 3; ++index) {
        CAPTURE(shape);
        const auto task = example::task("nonlinear", {"n=60", std::string("shape=") + shape},
                                        example::parameters(2, classes), 3, index);
        for (int c = 1; c < classes; ++c) CHECK(inseparable(exact::points_of(task, c), exact::points_of(task, c - 1)));
      }
    }
  }
  CHECK(example::complaint("nonlinear", {"shape=xor"}, example::parameters(1, 2)).find("plane") != std::string::npos);
  CHECK(example::complaint("nonlinear", {"shape=rings"}, example::parameters(1, 2)).empty());
}

TEST_CASE("rings lie in shells of their own") {
  const auto task = example::task("nonlinear", {}, example::parameters(5, 3), 3, 0);
  for (int c = 0; c < 3; ++c) {
    for (const auto& x : exact::points_of(task, c)) {
      CHECK(exact::square(x) <= Rational((c + 1) * (c + 1), 9));
      CHECK(exact::square(x) > Rational((4 * c + 3) * (4 * c + 3), 144) * Rational(1 - 1e-12));
    }
  }
}

TEST_CASE("unnormalised norms cover the decades that were set and break unit-norm") {
  int above_one = 0;
  for (std::uint64_t index = 0; index < 10; ++index) {
    const auto task = example::task("unnormalised", {"decades=2"}, example::parameters(), 2, index);
    for (std::size_t i = 0; i < 40; ++i) {
      const Rational square = exact::square(task.features[i]);
      CHECK(square <= 10000);
      CHECK(square > Rational(1, 10001));
    }
    above_one += exact::in_unit_ball(task) ? 0 : 1;
  }
  CHECK(above_one == 10);
  CHECK(exact::in_unit_ball(example::task("unnormalised", {"decades=0"}, example::parameters(), 2, 0)));
}

TEST_CASE("large-context has 2000 points unless told otherwise, and every class") {
  const auto task = example::task("large-context", {}, example::parameters(), 2, 0);
  CHECK(task.points() == 2000);
  CHECK(has_every_class(task));
  CHECK(example::task("large-context", {"n=7"}, example::parameters(), 2, 0).points() == 7);
}

}  // namespace margincert::generators
