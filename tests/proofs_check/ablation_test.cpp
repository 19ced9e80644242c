#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <random>

#include "proofs_check/certify.hpp"
#include "proofs_check/hypotheses.hpp"
#include "tests/proofs_check/examples.hpp"
#include "tests/support/kept_instance.hpp"

namespace margincert::proofs_tests {
namespace {

/// Small, degenerate problems: few distinct numbers, so that ties, zero steps, opposite and equal points, missing
/// classes and unlabelled points are the rule.
class DegenerateProblems {
 public:
  explicit DegenerateProblems(unsigned seed) : engine_(seed) {}

  Parameters parameters() {
    Parameters p;
    p.classes = pick({2, 2, 3, 4});
    p.feature_dim = pick({1, 2, 3});
    if (pick({0, 0, 1}) == 1) p.label_background = recursion::Fraction{0, 1};
    p.layers.resize(static_cast<std::size_t>(pick({1, 2, 3})));
    for (auto& layer : p.layers) layer = {number(), number(), number(), number()};
    return p;
  }

  Task task(const Parameters& p) {
    std::vector<std::vector<double>> prototypes, features;
    std::vector<std::optional<int>> labels;
    for (int c = 0; c < p.classes; ++c) prototypes.push_back(point(p.feature_dim));
    for (int c = 0; c < p.classes; ++c) {
      const int points = pick({0, 1, 1, 1, 2, 3});
      for (int i = 0; i < points; ++i) {
        features.push_back(pick({0, 1, 1, 1}) == 1 ? prototypes[static_cast<std::size_t>(c)] : point(p.feature_dim));
        labels.push_back(pick({0, 1, 1, 1, 1, 1}) == 1 ? std::optional(c) : std::nullopt);
      }
    }
    if (features.empty()) {
      features.push_back(prototypes[0]);
      labels.push_back(0);
    }
    Task result;
    result.classes = p.classes;
    result.features = recursion::Rows<double>(features.size(), static_cast<std::size_t>(p.feature_dim), 0.0);
    for (std::size_t i = 0; i < features.size(); ++i) std::ranges::copy(features[i], result.features[i].begin());
    result.labels = labels;
    result.probe = pick({0, 1}) == 1 ? prototypes[0] : point(p.feature_dim);
    result.probe_class = std::uniform_int_distribution(0, p.classes - 1)(engine_);
    return result;
  }

 private:
  template <class T>
  T pick(std::initializer_list<T> choices) {
    return *(choices.begin() + std::uniform_int_distribution<std::ptrdiff_t>(
                                   0, static_cast<std::ptrdiff_t>(choices.size()) - 1)(engine_));
  }
  double number() { return pick({-2.0, -0.5, 0.0, 0.0, 0.0, 0.3, 0.5, 1.0, 2.0}); }
  std::vector<double> point(int d) {
    std::vector<double> x;
    for (int k = 0; k < d; ++k) x.push_back(pick({-1.0, 0.0, 1.0, 0.5, 0.3}));
    return x;
  }

  std::mt19937 engine_;
};

std::set<std::string> every_hypothesis() {
  std::set<std::string> ids;
  for (const auto& hypothesis : proofs::hypotheses()) ids.insert(hypothesis.id);
  return ids;
}

}  // namespace

TEST_CASE(
    "with every hypothesis dropped, no equality claims what an enclosure refutes, and nothing undefined is an error") {
  proofs::Questions questions;
  for (const Statement& statement : proofs::statements()) questions.statements.push_back(&statement);
  questions.dropped = every_hypothesis();
  DegenerateProblems problems(7);
  long judged = 0;
  for (int i = 0; i < 400; ++i) {
    CAPTURE(i);
    const Parameters parameters = problems.parameters();
    const Task task = problems.task(parameters);
    for (const Regime regime : {Regime::full, Regime::class_pure}) {
      proofs::Answers answers;
      REQUIRE_NOTHROW(answers = certify({testing::kept(task, parameters), regime}, questions, numeric::Ladder::standard()));
      for (const Verdict& verdict : answers.verdicts) {
        CAPTURE(verdict.reason);
        CHECK(verdict.outcome != Outcome::error);
        if (verdict.outcome != Outcome::not_applicable) ++judged;
      }
    }
  }
  CHECK(judged > 8000);
}

TEST_CASE(
    "a negative label step breaks Theorem B's label floor: a violation when signs are dropped, not a contradiction") {
  const Task task = make_task(3, {{1, 0}, {1, 0}, {0, 1}, {-1, 0}, {-1, 0}, {-1, 0}}, {0, 0, 1, 2, 2, 2}, {1, 0}, 0);
  const Example example{task, repeated(task, {0, 1, 0.1, -0.5}, 1), Regime::full};
  const Statement* floor = proofs::find_statement("label-margin-floor");
  CHECK(verdicts_of({floor}, example, {"step-signs"}).front().outcome == Outcome::violated);
  CHECK(verdicts_of({floor}, example).front().outcome == Outcome::not_applicable);
}

TEST_CASE("unlabelled points are in no class: Theorem A's ratio leaves them out") {
  const Parameters parameters{1, 2, recursion::MinusOneOverClasses{}, {{2, 0, 0.5, 0.5}}};
  const Task task = make_task(2, {{1}, {-1}, {0}}, {0, 1, -1}, {1}, 0);
  const Evidence evidence({testing::kept(task, parameters), Regime::class_pure}, numeric::Precision(113));
  CHECK(same_endpoints(evidence.other_classes_to_own_ratio(), evidence.exact(1)));
  CHECK(same_endpoints(evidence.other_to_own_ratio(), evidence.exact(2)));
}

namespace {

Outcome without(const char* id, const Example& example, const std::set<std::string>& dropped) {
  return verdict_of(*proofs::find_statement(id), example, dropped).outcome;
}

Parameters one_layer(const Task& task, recursion::LayerParameters layer) { return repeated(task, layer, 1); }

}  // namespace

TEST_CASE("no norm is at most a negative number: bounds on norms keep the sign of their growth") {
  const Task at_origin = make_task(2, {{0}, {0}}, {0, 1}, {0}, 0);
  for (const double alpha_prime : {-2.0, -1.5, -8.0}) {
    CAPTURE(alpha_prime);
    const Example example{at_origin, one_layer(at_origin, {0, 0, alpha_prime, 0})};
    for (const char* id : {"norm-growth", "norm-ceiling"}) {
      const Verdict verdict = verdict_of(*proofs::find_statement(id), example, {"step-signs"});
      CHECK(verdict.outcome == Outcome::violated);
      CHECK(verdict.worst->layer == 1);
      const double growth = 1 + alpha_prime;
      CHECK(slack_of(verdict.worst->comparison).hi_double() <= -growth * growth);
      CHECK(verdict_of(*proofs::find_statement(id), example).reason == "step-signs");
    }
  }
  // A product of two negative factors is positive again, and vectors that only scale are as long as it says.
  const Task unit = make_task(2, {{1}, {-1}}, {0, 1}, {1}, 0);
  const Example twice{unit, repeated(unit, {0, 0, -2, 0}, 2)};
  CHECK(without("norm-growth", twice, {"step-signs"}) == Outcome::violated);
}

TEST_CASE("bounds for all j ask the end that is worst for the sign of the step") {
  // The own class pulls the probe's products by 0.61 on one side and 0.25 on the other; α' = -1 turns them around.
  const Task task = make_task(2, {{0.25}, {1}, {-1}}, {0, 0, 1}, {1}, 0);
  const Example floor{task, one_layer(task, {1, 0, -1, 0}), Regime::full};
  CHECK(without("train-update-floor", floor, {"class-purity", "step-signs"}) == Outcome::violated);
  // Mirrored: the other class is spread, and the claim is from above.
  const Task mirrored = make_task(2, {{-0.25}, {-1}, {1}}, {1, 1, 0}, {1}, 0);
  const Example ceiling{mirrored, one_layer(mirrored, {1, 0, -1, 0}), Regime::full};
  CHECK(without("train-update-ceiling", ceiling, {"class-purity", "step-signs"}) == Outcome::violated);
  const std::set<std::string> dropped{"label-margin-start", "attention-signs", "step-signs", "unit-norm"};
  const Task three = make_task(3, {{2}, {0}, {0}}, {0, 1, 2}, {0}, 1);
  const Example probe{three, repeated(three, {0, 0, -0x1.ced8a997eba68p-2, 0}, 2)};
  const Verdict verdict = verdict_of(*proofs::find_statement("probe-update-ceiling"), probe, dropped);
  CHECK(verdict.outcome == Outcome::violated);
  CHECK(slack_of(verdict.worst->comparison).mid_double() == doctest::Approx(-0.3013).epsilon(1e-3));
  const Task spread = make_task(2, {{1}, {-1}, {0.5}}, {0, 0, 1}, {1}, 0);
  const Example own{spread, one_layer(spread, {4, 0, -1, 0})};
  CHECK(without("probe-update-floor", own, {"step-signs"}) == Outcome::violated);
}

TEST_CASE("each statement is asked where its own quantities exist, and only there") {
  const auto applies = [](const char* id, const std::vector<int>& labels, int probe_class) {
    const Task task = make_task(3, {{1}, {-1}, {0.5}}, labels, {0.75}, probe_class);
    std::set<std::string> dropped = every_hypothesis();
    return without(id, {task, repeated(task, {1, 1, 0.5, 0.25}, 2)}, dropped) != Outcome::not_applicable;
  };
  const std::vector<int> unlabelled{-1, -1, -1}, one_class{1, 1, 1}, two_classes{1, 2, -1}, all{0, 1, 2};
  for (const char* id : {"norm-growth", "norm-ceiling", "envelope-norm", "label-margin"}) {
    CAPTURE(id);
    CHECK(applies(id, unlabelled, 0));
  }
  CHECK_FALSE(applies("in-class-floor", unlabelled, 0));
  CHECK(applies("in-class-floor", one_class, 0));
  CHECK_FALSE(applies("cross-class-ceiling", one_class, 0));
  CHECK(applies("cross-class-ceiling", two_classes, 0));
  CHECK(applies("probe-update-ceiling", two_classes, 0));
  CHECK_FALSE(applies("probe-update-floor", two_classes, 0));
  CHECK(applies("probe-update-floor", two_classes, 1));
  CHECK(applies("train-update-ceiling", one_class, 0));
  CHECK_FALSE(applies("train-update-ceiling", one_class, 1));
  CHECK_FALSE(applies("geometric-margin-growth", one_class, 1));
  CHECK(applies("geometric-margin-growth", two_classes, 1));
  CHECK(applies("price-of-leakage", two_classes, 1));
  CHECK_FALSE(applies("leakage-ceiling", two_classes, 1));
  for (const Statement& statement : proofs::statements())
    CHECK_MESSAGE(applies(statement.id.c_str(), all, 0), statement.id);
}

TEST_CASE("norms need no classes: norm-growth applies to a task of one class, with nothing dropped") {
  const Task task = make_task(2, {{1, 0}, {0, 1}}, {0, 0}, {0.5, 0.5}, 0);
  const Example example{task, repeated(task, {1, 1, 0.5, 0.5}, 2)};
  for (const char* id : {"norm-growth", "norm-ceiling"}) CHECK(without(id, example, {}) == Outcome::holds);
}

}  // namespace margincert::proofs_tests
