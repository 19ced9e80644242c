#include <doctest/doctest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <optional>

#include "generators/counter_random.hpp"
#include "tests/support/kept_instance.hpp"
#include "proofs_check/exact_start.hpp"
#include "proofs_check/hypotheses.hpp"
#include "tests/proofs_check/examples.hpp"

namespace margincert::proofs_tests {
namespace {

using generators::Random;
using proofs::End;
using proofs::ExactStart;
using proofs::Products;
using Rational = boost::multiprecision::cpp_rational;

Rational exact_dot(std::span<const double> a, std::span<const double> b) {
  Rational sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += Rational(a[k]) * Rational(b[k]);
  return sum;
}

/// Few numbers, so that ties are the rule; of all sizes, subnormal ones too.
double hostile_number(Random& random) {
  constexpr double numbers[] = {0,        1,      -1,        0.5,       0.1,   -0.3,   0x1.fffffffffffffp-1,
                                0x1p-600, 1e-300, 0x1p-1074, -0x1p-537, 1e300, -1e150, 0x1.0000000000001p0};
  return numbers[random.below(std::size(numbers))];
}

Task hostile_task(Random& random) {
  const int classes = 2 + static_cast<int>(random.below(2)), points = 2 + static_cast<int>(random.below(5)),
            d = 1 + static_cast<int>(random.below(3));
  std::vector<std::vector<double>> features;
  std::vector<int> labels;
  for (int i = 0; i < points; ++i) {
    if (i > 0 && random.below(3) == 0) {
      features.push_back(features[random.below(features.size())]);
    } else {
      features.emplace_back();
      for (int k = 0; k < d; ++k) features.back().push_back(hostile_number(random));
    }
    labels.push_back(static_cast<int>(random.below(static_cast<std::size_t>(classes) + 1)) - 1);
  }
  std::vector<double> probe;
  for (int k = 0; k < d; ++k) probe.push_back(hostile_number(random));
  return make_task(classes, features, labels, probe, 0);
}

std::optional<Rational> extreme_by_hand(const Task& task, Products products, End end) {
  std::optional<Rational> extreme;
  const auto look = [&](const Rational& product) {
    if (!extreme || (end == End::smallest ? product < *extreme : product > *extreme)) extreme = product;
  };
  for (int i = 0; i < task.points(); ++i) {
    if (!task.labels[i]) continue;
    const bool own = *task.labels[i] == task.probe_class;
    if (products == (own ? Products::probe_in_class : Products::probe_cross_class)) {
      look(exact_dot(task.features[i], task.probe));
    }
    for (int j = 0; j < task.points(); ++j) {
      if (!task.labels[j]) continue;
      const bool same = *task.labels[i] == *task.labels[j];
      if (products == (same ? Products::same_class : Products::cross_class)) {
        look(exact_dot(task.features[i], task.features[j]));
      }
    }
  }
  return extreme;
}

}  // namespace

TEST_CASE("norms and products of layer 0 compare as rationals do, on inputs of any size") {
  constexpr Products kinds[] = {Products::same_class, Products::cross_class, Products::probe_in_class,
                                Products::probe_cross_class};
  int ties = 0, compared = 0;
  for (int index = 0; index < 150; ++index) {
    CAPTURE(index);
    Random random(91, "exact-start", index);
    const Task task = hostile_task(random);
    const ExactStart start(task);
    Rational longest = exact_dot(task.probe, task.probe);
    for (int i = 0; i < task.points(); ++i) {
      longest = std::max(longest, exact_dot(task.features[i], task.features[i]));
    }
    CHECK((start.longest_against_one() <= 0) == (longest <= 1));
    CHECK((start.longest_against_one() == 0) == (longest == 1));
    for (const Products left : kinds) {
      for (const End end : {End::smallest, End::largest}) {
        const auto a = extreme_by_hand(task, left, end);
        if (!a) continue;
        for (int i = 0; i < task.points(); ++i) {
          const auto x = task.features[i];
          CHECK(start.is_extreme(x, x, left, end) == (exact_dot(x, x) == *a));
        }
        for (const Products right : kinds) {
          const auto b = extreme_by_hand(task, right, End::largest);
          if (!b) continue;
          const auto order = start.compare(left, end, right, End::largest);
          CHECK((order < 0) == (*a < *b));
          CHECK((order > 0) == (*a > *b));
          ties += *a == *b;
          ++compared;
        }
      }
    }
    const auto rho = extreme_by_hand(task, Products::same_class, End::smallest);
    const auto lambda = extreme_by_hand(task, Products::cross_class, End::largest);
    if (rho && lambda) {
      CHECK((start.scaled_gap(3, 4) >= 0) == ((*rho - *lambda) * 3 >= 4));
      CHECK((start.scaled_gap(1, 0) == 0) == (*rho == *lambda));
    }
  }
  CHECK(ties > 300);
  CHECK(compared > 2000);
}

TEST_CASE("comparisons of inputs are decided, however many bits lie between their parts") {
  const auto truths = [](const std::vector<std::vector<double>>& points, const std::vector<double>& probe) {
    const Task task = make_task(2, points, {0, 1}, probe, 0);
    const Parameters parameters = repeated(task, {0, 0, 0.5, 0.5}, 1);
    const Evidence evidence({testing::kept(task, parameters), Regime::class_pure}, Precision(1024));
    std::vector<numeric::Truth> found;
    for (const char* id : {"unit-norm", "separation", "positive-margin", "dominance"}) {
      found.push_back(proofs::hypothesis(id).check(evidence));
    }
    return found;
  };
  using enum numeric::Truth;
  constexpr double dust = 0x1p-1000;
  // Squares of 1 + 2^-2000; products between the classes 1 - 2^-2000; the probe sees no difference.
  CHECK(truths({{1, dust}, {1, -dust}}, {1, 0})[0] == no);
  CHECK(truths({{1, dust}, {1, -dust}}, {1, 0})[1] == yes);
  CHECK(truths({{1, dust}, {1, -dust}}, {1, 0})[2] == no);
  CHECK(truths({{1, dust}, {1, -dust}}, {0, dust})[2] == yes);
  CHECK(truths({{1, dust}, {1, dust}}, {0, 0})[1] == no);
  CHECK(truths({{1, dust}, {1, dust}}, {0, 0})[3] == no);
  // Uniform attention: 1/1 >= 2/(ρ_0 − Λ_0) for opposite unit vectors, met exactly, and missed by 2^-2000.
  CHECK(truths({{1, 0}, {-1, 0}}, {1, 0})[3] == yes);
  CHECK(truths({{1, 0}, {-1, dust}}, {1, 0})[3] == yes);
  CHECK(truths({{1, 0}, {-0x1.fffffffffffffp-1, dust}}, {1, 0})[3] == no);
  // A gap of 2^-1999 asks for odds of 2^2000.
  CHECK(truths({{1, dust}, {1, -dust}}, {0, 0})[3] == no);
}

TEST_CASE("a gap that low rungs take for 0 or less is not taken for 0") {
  // ρ_0 = 0 and Λ_0 = 2^-600: dominance is true, its right side being negative.
  const double half = 0.5, tiny = 0x1p-300;
  const Task task =
      make_task(2, {{tiny, half, half}, {0, 0, 0}, {tiny, -half, half}, {0, 0, 0}}, {0, 0, 1, 1}, {0, -0x1p-200, 0}, 0);
  const Parameters parameters = repeated(task, {1, 1, 0, 0.5}, 1);
  for (const int bits : {53, 113, 256, 1024}) {
    CAPTURE(bits);
    const Evidence evidence({testing::kept(task, parameters), Regime::class_pure}, Precision(bits));
    CHECK(proofs::hypothesis("dominance").check(evidence) == numeric::Truth::yes);
  }
  const Statement& margin = *proofs::find_statement("label-margin");
  const Example example{task, parameters};
  for (const Ladder& ladder :
       {Ladder::standard(), Ladder({Precision(256), Precision(1024)}), Ladder({Precision(1024)})}) {
    CHECK(verdict_of(margin, example, {"separation", "positive-margin"}, ladder).outcome == Outcome::violated);
  }
}

TEST_CASE("a bound on norms at layer 0 is decided by the exact inputs, whatever hypothesis is dropped") {
  const Task barely_long = make_task(2, {{1, 0x1p-1000}, {-1, 0}}, {0, 1}, {1, 0}, 0);
  const Task exactly_one = make_task(2, {{1, 0}, {-1, 0}}, {0, 1}, {1, 0}, 0);
  const Statement& growth = *proofs::find_statement("norm-growth");
  const auto outcome = [&](const Task& task) {
    return verdict_of(growth, {task, repeated(task, {1, 1, 0, 0}, 1)}, {"unit-norm"}).outcome;
  };
  const Verdict verdict = verdict_of(growth, {barely_long, repeated(barely_long, {1, 1, 0, 0}, 1)}, {"unit-norm"});
  REQUIRE(verdict.outcome == Outcome::violated);
  // The slack has a sign of its own, where the sides' enclosures overlap: it can be written down and derived again.
  const Interval slack = slack_of(verdict.worst->comparison);
  CHECK(is_positive(-slack) == numeric::Truth::yes);
  CHECK(contains(slack, -sqr(Interval::exact(0x1p-1000, Precision(53)))));
  CHECK(outcome(exactly_one) == Outcome::holds);
}

}  // namespace margincert::proofs_tests
