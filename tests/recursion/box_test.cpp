#include "recursion/box.hpp"

#include <doctest/doctest.h>

#include <array>

#include "tests/recursion/compare.hpp"
#include "tests/recursion/random_tasks.hpp"
#include "tests/support/property.hpp"

namespace margincert::recursion_tests {
namespace {

using numeric::Affine;
using recursion::Box;
using recursion::Regime;
using testing::check_property;

/// A task of the box: each coordinate at an end, or anywhere between; inside by more than a rounding.
recursion::Task drawn_from(const recursion::Task& centre, double radius, bool vertex, Random& random) {
  recursion::Task task = centre;
  const auto move = [&](double& x) {
    const double share = vertex ? (random.below(2) == 0 ? -1.0 : 1.0) : 2 * random.uniform() - 1;
    x += share * std::max(0.0, radius - 0x1p-52 * (std::abs(x) + radius));
  };
  for (std::size_t i = 0; i < task.features.rows(); ++i) {
    for (double& x : task.features[i]) move(x);
  }
  for (double& x : task.probe) move(x);
  return task;
}

std::vector<recursion::Observables<Interval>> exact_observables(const recursion::Task& task,
                                                                const recursion::Parameters& parameters,
                                                                Regime regime) {
  return recursion::enclose_observables({task, parameters}, regime, Precision(256));
}

/// The first observable of a task that the box does not contain.
std::string first_outside(const recursion::Task& task, const recursion::Parameters& parameters, Regime regime,
                          const std::vector<recursion::Observables<Affine>>& box) {
  return first_difference(
      exact_observables(task, parameters, regime), box, [](const Interval& value, const Affine& form) {
        return !form.is_poisoned() && !value.is_poisoned() &&
               contains(Interval::between(form.lo_double(), form.hi_double(), Precision(256)), value);
      });
}

TEST_CASE("what is said of a box is true of its tasks, of any family, radius and sign, in both regimes") {
  const std::array<const char*, 4> families{"no-margin", "prototype", "cone", "unnormalised"};
  int tried = 0;
  for (std::uint64_t index = 0; index < 48; ++index) {
    Random random(5, "box/containment", index);
    const auto signs = index % 3 == 0 ? Signs::any : Signs::non_negative;
    const recursion::Parameters parameters = random_parameters(3, 3, 1 + static_cast<int>(index % 3), signs, random);
    const recursion::Task centre =
        index % 5 == 4 ? labelled_task({6, 3, 3}, random) : family_task(families[index % 4], parameters, 6, 3, index);
    const double radius = std::ldexp(1 + random.uniform(), -static_cast<int>(random.below(14)));
    for (const Regime regime : {Regime::full, Regime::class_pure}) {
      const auto box = observables_on(Box::around({centre, parameters}, radius), regime);
      for (int k = 0; k < 6; ++k) {
        CAPTURE(index);
        CAPTURE(radius);
        CHECK(first_outside(drawn_from(centre, radius, k < 4, random), parameters, regime, box) == "");
        ++tried;
      }
    }
  }
  CHECK(tried == 576);
}

TEST_CASE("a box that is made for half the radius does not contain the corners of the whole one") {
  Random random(5, "box/too-small", 0);
  const recursion::Parameters parameters = random_parameters(3, 3, 2, Signs::non_negative, random);
  const recursion::Task centre = family_task("no-margin", parameters, 6, 3, 1);
  const auto box = observables_on(Box::around({centre, parameters}, 0.005), Regime::full);
  int outside = 0;
  for (int k = 0; k < 20; ++k) {
    outside += first_outside(drawn_from(centre, 0.01, true, random), parameters, Regime::full, box) != "" ? 1 : 0;
  }
  CHECK(outside > 0);
}

TEST_CASE("forms are as narrow as first order on small boxes: their bases shrink as the square of the radius") {
  Random random(5, "box/second-order", 0);
  const recursion::Parameters parameters = random_parameters(3, 3, 2, Signs::non_negative, random);
  const recursion::Task centre = family_task("no-margin", parameters, 6, 3, 1);
  const auto base = [&](double radius) {
    const auto mass = observables_on(Box::around({centre, parameters}, radius), Regime::full)[1].attention->class_mass[0];
    return mass.base_hi() - mass.base_lo();
  };
  const double ratio = base(1e-3) / base(1e-4);
  CHECK(ratio > 50);
  CHECK(ratio < 200);
}

TEST_CASE("a box of no size is the task, up to rounding") {
  Random random(5, "box/point", 0);
  const recursion::Parameters parameters = random_parameters(3, 3, 2, Signs::any, random);
  const recursion::Task centre = family_task("cone", parameters, 6, 3, 1);
  const auto box = observables_on(Box::around({centre, parameters}, 0), Regime::full);
  CHECK(first_outside(centre, parameters, Regime::full, box) == "");
  CHECK(box[2].norm_squared.hi_double() - box[2].norm_squared.lo_double() < 1e-12);
}

TEST_CASE("halves cover the whole: every end and the middle") {
  check_property("box/halves", [] {
    const double c = std::ldexp(*rc::gen::inRange(-999, 999), -7) / 3,
                 h = std::ldexp(*rc::gen::inRange(1, 999), -9) / 7;
    recursion::Task task{2, recursion::Rows<double>(1, 1, 0.5), {0}, {c}, 0};
    const recursion::Parameters parameters{1, 2, recursion::MinusOneOverClasses{}, {{1, 1, 1, 1}}};
    const auto [below, above] = Box::around({task, parameters}, h).halves(1);
    const auto end = [](const Box& box, int sign) {
      const Precision wide(256);
      const Interval half = Interval::exact(box.half_widths()[1][0], wide),
                     centre = Interval::exact(box.centre().probe[0], wide);
      return sign < 0 ? centre - half : centre + half;
    };
    const Precision wide(256);
    const Interval centre = Interval::exact(c, wide), half = Interval::exact(h, wide);
    RC_ASSERT(is_less_equal(end(below, -1), centre - half) == numeric::Truth::yes);
    RC_ASSERT(is_less_equal(end(above, -1), end(below, 1)) == numeric::Truth::yes);
    RC_ASSERT(is_less_equal(centre + half, end(above, 1)) == numeric::Truth::yes);
    RC_ASSERT(below.half_widths()[1][0] <= 0.6 * h);
    RC_ASSERT(above.half_widths()[0][0] == h);
  });
}

TEST_CASE("an average over a box of weights reaches exactly its extreme choices") {
  check_property("box/average", [] {
    const auto size = static_cast<std::size_t>(*rc::gen::inRange(1, 7));
    std::vector<recursion::UncertainTerm> terms;
    for (std::size_t k = 0; k < size; ++k) {
      const double w = *rc::gen::inRange(1, 64), v = *rc::gen::inRange(-64, 64);
      terms.push_back({w, w + *rc::gen::inRange(0, 64), v, v + *rc::gen::inRange(0, 8)});
    }
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (std::size_t choice = 0; choice < (1u << size); ++choice) {
      double mass = 0, low = 0, high = 0;
      for (std::size_t k = 0; k < size; ++k) {
        const double w = (choice >> k & 1) != 0 ? terms[k].weight_hi : terms[k].weight_lo;
        mass += w;
        low += w * terms[k].value_lo;
        high += w * terms[k].value_hi;
      }
      least = std::min(least, low / mass);
      most = std::max(most, high / mass);
    }
    const recursion::AverageRange range = recursion::average_over_box(terms);
    RC_ASSERT(range.lo <= least);
    RC_ASSERT(range.hi >= most);
    RC_ASSERT(least - range.lo < 1e-11);
    RC_ASSERT(range.hi - most < 1e-11);
  });
}

TEST_CASE("of weights beyond all numbers an average knows the values' range, and no less") {
  const double infinite = std::numeric_limits<double>::infinity();
  const recursion::AverageRange range =
      recursion::average_over_box({{1, infinite, -2, -1}, {1, 1, 0, 1}, {0, 1e308, 3, 4}});
  CHECK(range.lo == -2);
  CHECK(range.hi == 4);
}

}  // namespace
}  // namespace margincert::recursion_tests
