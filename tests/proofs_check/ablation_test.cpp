#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <random>

#include "proofs_check/hypotheses.hpp"
#include "proofs_check/certify.hpp"
#include "tests/proofs_check/examples.hpp"

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
      REQUIRE_NOTHROW(answers = certify({task, parameters, regime}, questions, numeric::Ladder::standard()));
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
  const Evidence evidence({task, parameters, Regime::class_pure}, numeric::Precision(113));
  CHECK(same_endpoints(evidence.other_classes_to_own_ratio(), evidence.exact(1)));
  CHECK(same_endpoints(evidence.other_to_own_ratio(), evidence.exact(2)));
}

}  // namespace margincert::proofs_tests
