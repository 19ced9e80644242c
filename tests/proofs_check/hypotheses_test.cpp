#include "proofs_check/hypotheses.hpp"

#include <doctest/doctest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>

#include "tests/generators/exact.hpp"
#include "tests/proofs_check/examples.hpp"
#include "tests/recursion/random_tasks.hpp"

namespace margincert::proofs_tests {
namespace {

using generators::exact::in_unit_ball;
using numeric::Truth;

constexpr Precision ample{512};

Truth truth_of(const char* id, const Example& example, Precision precision = ample) {
  return proofs::hypothesis(id).check(Evidence(example.problem(), precision));
}

Example with_points(const std::vector<std::vector<double>>& points, const std::vector<double>& probe) {
  const Task task = make_task(2, points, {0, 1}, probe, 0);
  return {task, repeated(task, {1, 1, 0.5, 0.5}, 1)};
}

double above(double x) { return std::nextafter(x, 2); }
double below(double x) { return std::nextafter(x, -2); }

/// The largest y with x² + y² <= 1.
double last_inside(double x) {
  double y = std::sqrt(1 - x * x);
  while (!in_unit_ball(std::vector<double>{x, y})) y = below(y);
  while (in_unit_ball(std::vector<double>{x, above(y)})) y = above(y);
  return y;
}

std::string reason(const Statement& statement, const Example& example, const std::set<std::string>& dropped = {}) {
  const Verdict verdict = verdict_of(statement, example, dropped);
  return verdict.outcome == Outcome::not_applicable ? verdict.reason : to_string(verdict.outcome);
}

}  // namespace

TEST_CASE("every hypothesis of Theorem A is certified on an easy task") {
  for (const std::string& id : proofs::theorem_a_hypotheses()) {
    CHECK_MESSAGE(truth_of(id.c_str(), easy_example()) == Truth::yes, id);
  }
  CHECK(truth_of("centred-labels", easy_example()) == Truth::yes);
}

TEST_CASE("unit-norm is met by the last bit and missed by the last bit, for points and for the probe") {
  for (const double x : {0.6, 0.1, 0.7071}) {
    CAPTURE(x);
    const double y = last_inside(x);
    CHECK(truth_of("unit-norm", with_points({{x, y}, {-0.5, 0}}, {0.5, 0})) == Truth::yes);
    CHECK(truth_of("unit-norm", with_points({{x, above(y)}, {-0.5, 0}}, {0.5, 0})) == Truth::no);
    CHECK(truth_of("unit-norm", with_points({{0.5, 0}, {-0.5, 0}}, {x, y})) == Truth::yes);
    CHECK(truth_of("unit-norm", with_points({{0.5, 0}, {-0.5, 0}}, {x, above(y)})) == Truth::no);
  }
  CHECK(truth_of("unit-norm", with_points({{1, 0}, {0, -1}}, {1, 0})) == Truth::yes);
  CHECK(truth_of("unit-norm", with_points({{1, 0x1p-400}, {0, -1}}, {1, 0}), Precision(1024)) == Truth::no);
}

TEST_CASE("separation is strict: equal products miss it, one bit more meets it") {
  // ρ_0 = 1/4 + s² and Λ_0 = 1/2.
  const auto truth = [](double s) { return truth_of("separation", with_points({{1, 0}, {0.5, s}}, {0.5, 0})); };
  CHECK(truth(above(0.5)) == Truth::yes);
  CHECK(truth(0.5) == Truth::no);
  CHECK(truth(below(0.5)) == Truth::no);
}

TEST_CASE("positive-margin is strict, down to a product of two subnormal differences") {
  // Δ_0 = (1 - below(1)) · probe.
  const auto truth = [](double probe) { return truth_of("positive-margin", with_points({{1}, {below(1)}}, {probe})); };
  CHECK(truth(0x1p-1074) == Truth::yes);
  CHECK(truth(0) == Truth::no);
  CHECK(truth(-0x1p-1074) == Truth::no);
}

TEST_CASE("dominance is met by the last bit at even indices of the threshold family and missed at odd ones") {
  int decided = 0;
  for (std::uint64_t index = 0; index < 20; ++index) {
    CAPTURE(index);
    Parameters parameters{3, 3, recursion::MinusOneOverClasses{}, {{4, 1, 0.5, 0.5}}};
    const Task task = recursion_tests::family_task("threshold", parameters, 9, 51, index);
    const Example example{task, parameters};
    const bool met = index % 2 == 0;
    CHECK(truth_of("dominance", example) == (met ? Truth::yes : Truth::no));
    // That close to the threshold 53 bits cannot tell, and must not pretend to.
    const Truth coarse = truth_of("dominance", example, Precision(53));
    CHECK(coarse != (met ? Truth::no : Truth::yes));
    decided += truth_of("dominance", example) != Truth::unknown;
    const Verdict verdict = verdict_of(*proofs::find_statement("geometric-margin-growth"), example);
    CHECK(verdict.outcome == (met ? Outcome::holds : Outcome::not_applicable));
    if (!met) CHECK(verdict.reason == "dominance");
  }
  CHECK(decided == 20);
}

TEST_CASE("dominance is not strict: without attention to features, opposite points meet it exactly") {
  // p⁻ = 1/2, so both sides are 1: ρ_0 - Λ_0 = 2.
  Example example = with_points({{1}, {-1}}, {0.5});
  example.parameters.layers[0].alpha = 0;
  CHECK(truth_of("dominance", example) == Truth::yes);
  example.task.features[1][0] = -below(1);
  CHECK(truth_of("dominance", example) == Truth::no);
}

TEST_CASE("signs are read from the parameters, zero being of either sign") {
  Example example = easy_example();
  example.parameters.layers[1] = {0, 0, 0, 0};
  CHECK(truth_of("attention-signs", example) == Truth::yes);
  CHECK(truth_of("step-signs", example) == Truth::yes);
  example.parameters.layers[1] = {-0x1p-1074, 0, 0, -0x1p-1074};
  CHECK(truth_of("attention-signs", example) == Truth::no);
  CHECK(truth_of("step-signs", example) == Truth::no);
}

TEST_CASE("attention may shrink only where every layer dominates by itself") {
  const Task task = make_task(2, {{1}, {-0.5}}, {0, 1}, {0.875}, 0);
  Example example{task, repeated(task, {4, 1, 0.5, 0.25}, 2)};
  example.parameters.layers[1].alpha = below(4);
  CHECK(truth_of("growing-attention", example) == Truth::yes);  // dominance holds at both layers
  example.parameters.layers[1].alpha = 0;
  example.parameters.layers[1].gamma = 0;
  CHECK(truth_of("growing-attention", example) == Truth::no);
  example.parameters.layers[1] = example.parameters.layers[0];
  CHECK(truth_of("growing-attention", example) == Truth::yes);
}

TEST_CASE("class purity is a matter of the regime, unless all points are of one class") {
  Example example = easy_example();
  CHECK(truth_of("class-purity", example) == Truth::yes);
  example.regime = Regime::full;
  CHECK(truth_of("class-purity", example) == Truth::no);
  example.task.labels = {1, 1, 1};
  CHECK(truth_of("class-purity", example) == Truth::yes);
}

TEST_CASE("centred labels are -1/K exactly, in whatever way it is written") {
  Example example = easy_example();
  const auto truth = [&](recursion::LabelBackground background, int classes) {
    example.parameters.classes = classes;
    example.parameters.label_background = background;
    return truth_of("centred-labels", example);
  };
  CHECK(truth(recursion::Fraction{-1, 2}, 2) == Truth::yes);
  CHECK(truth(recursion::Fraction{-2, 4}, 2) == Truth::yes);
  CHECK(truth(-0.5, 2) == Truth::yes);
  CHECK(truth(below(-0.5), 2) == Truth::no);
  CHECK(truth(recursion::Fraction{-1, 3}, 2) == Truth::no);
}

TEST_CASE("no double is minus one third") {
  Parameters parameters{1, 3, -1.0 / 3, {}};
  CHECK_FALSE(is_centring(parameters));
  parameters.label_background = recursion::Fraction{-1, 3};
  CHECK(is_centring(parameters));
}

TEST_CASE("a missing class and a missing label are seen") {
  Example example = easy_example();
  example.task.labels[1] = std::nullopt;
  CHECK(truth_of("fully-labelled", example) == Truth::no);
  CHECK(truth_of("every-class", example) == Truth::no);
  CHECK(truth_of("separation", example) == Truth::no);
  CHECK(truth_of("positive-margin", example) == Truth::no);
  CHECK(truth_of("dominance", example) == Truth::no);
}

TEST_CASE("the reported reason is the first false hypothesis in the statement's own order") {
  const Statement& growth = *proofs::find_statement("geometric-margin-growth");
  Example example = easy_example();
  example.task.features[0][0] = 3;          // breaks unit-norm
  example.parameters.layers[0].alpha = -1;  // breaks attention-signs, dominance
  example.regime = Regime::full;            // breaks class-purity
  std::set<std::string> dropped;
  std::vector<std::string> reasons;
  for (std::string id = reason(growth, example); proofs::hypothesis_ids(id).size() == 1;
       id = reason(growth, example, dropped)) {
    reasons.push_back(id);
    REQUIRE(dropped.insert(id).second);
  }
  CHECK(reasons == std::vector<std::string>{"attention-signs", "class-purity", "unit-norm", "dominance"});
  // With nothing left to excuse it, the statement has to answer.
  CHECK(reason(growth, example, dropped) == "violated");
}

TEST_CASE("dropping one hypothesis drops no other") {
  Example example = easy_example();
  example.parameters.layers[0].alpha_prime = -0.5;
  const Statement& floor = *proofs::find_statement("in-class-floor");
  CHECK(reason(floor, example) == "step-signs");
  CHECK(reason(floor, example, {"attention-signs", "unit-norm"}) == "step-signs");
  CHECK(reason(floor, example, {"step-signs"}) != "step-signs");
}

TEST_CASE("without every class or every label, statements about nothing do not apply, and none crashes") {
  std::set<std::string> dropped{"every-class", "fully-labelled", "separation", "positive-margin", "dominance"};
  const std::vector<std::vector<std::optional<int>>> labellings{
      {0, 0, 0}, {1, 1, 1}, {2, 2, 1}, {0, 2, std::nullopt}, {std::nullopt, std::nullopt, std::nullopt}, {0, 1, 1}};
  for (const auto& labels : labellings) {
    Task task = make_task(3, {{1}, {-1}, {0.75}}, {0, 0, 0}, {0.875}, 0);
    task.labels = labels;
    const Example example{task, repeated(task, {4, 1, 0.5, 0.25}, 2)};
    for (const Statement& statement : proofs::statements()) {
      CAPTURE(statement.id);
      const Verdict verdict = verdict_of(statement, example, dropped);
      if (!exist(statement.needs, task)) {
        CHECK(verdict.outcome == Outcome::not_applicable);
        CHECK(verdict.reason == "quantities-undefined");
      }
      const Verdict strict = verdict_of(statement, example);
      const bool about_norms = statement.id == "norm-growth" || statement.id == "norm-ceiling";
      if (!about_norms) CHECK(strict.reason == "every-class");
    }
  }
}

}  // namespace margincert::proofs_tests
