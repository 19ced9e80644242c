#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "generators/family.hpp"
#include "tests/proofs_check/examples.hpp"
#include "tests/recursion/random_tasks.hpp"
#include "tests/support/kept_instance.hpp"

namespace margincert::proofs_tests {
namespace {

using recursion_tests::Random;
using recursion_tests::Signs;

using Outcomes = std::map<std::string, std::map<Outcome, long>>;

void add_verdicts(Outcomes& outcomes, const std::vector<const Statement*>& statements, const Example& example) {
  const std::vector<Verdict> verdicts = verdicts_of(statements, example);
  for (std::size_t i = 0; i < statements.size(); ++i) {
    ++outcomes[statements[i]->id][verdicts[i].outcome];
    CHECK_MESSAGE((verdicts[i].outcome == Outcome::holds || verdicts[i].outcome == Outcome::not_applicable),
                  statements[i]->id << ": " << to_string(verdicts[i].outcome) << " " << verdicts[i].reason);
  }
}

void check_often_applicable(Outcomes& outcomes, const std::vector<const Statement*>& statements, long at_least) {
  for (const Statement* statement : statements) {
    CHECK_MESSAGE(outcomes[statement->id][Outcome::holds] >= at_least, statement->id);
  }
}

/// α and γ grow with the layer, as growing-attention asks.
Parameters growing_parameters(int features, int classes, Random& random) {
  Parameters parameters = recursion_tests::random_parameters(features, classes, 3, Signs::non_negative, random);
  for (std::size_t t = 0; t < parameters.layers.size(); ++t) {
    parameters.layers[t].alpha += t == 0 ? 2 : parameters.layers[t - 1].alpha;
    if (t > 0) parameters.layers[t].gamma += parameters.layers[t - 1].gamma;
  }
  return parameters;
}

}  // namespace

TEST_CASE("Theorem A is never violated on tasks drawn for its hypotheses") {
  Outcomes outcomes;
  const auto statements = theorem("A");
  for (int index = 0; index < 300; ++index) {
    CAPTURE(index);
    Random random(31, "theorem-a", index);
    const int classes = 2 + index % 3;
    const Parameters parameters = growing_parameters(classes + static_cast<int>(random.below(3)), classes, random);
    const Task task = recursion_tests::family_task(index % 2 == 0 ? "cone" : "prototype", parameters,
                                                   classes + static_cast<int>(random.below(6)), 31, index);
    add_verdicts(outcomes, statements, {task, parameters, Regime::class_pure});
  }
  check_often_applicable(outcomes, statements, 150);
}

TEST_CASE("the statements of Theorem A that need no margin hold on raw tasks too") {
  Outcomes outcomes;
  const auto statements = theorem("A");
  for (int index = 0; index < 300; ++index) {
    CAPTURE(index);
    Random random(32, "theorem-a-raw", index);
    const Task task = recursion_tests::labelled_task(recursion_tests::random_shape(random, 9), random);
    Parameters parameters =
        recursion_tests::random_parameters(task.feature_dim(), task.classes, 3, Signs::non_negative, random);
    parameters.label_background = recursion_tests::random_background(random);
    add_verdicts(outcomes, statements, {task, parameters, Regime::class_pure});
  }
  std::vector<const Statement*> modest;
  for (const char* id : {"in-class-floor", "cross-class-ceiling", "train-update-floor", "train-update-ceiling",
                         "logit-gap-identity", "logit-gap-floor", "class-mass-floor"}) {
    modest.push_back(proofs::find_statement(id));
  }
  std::erase(modest, proofs::find_statement("logit-gap-identity"));  // an identity: its own test is below
  check_often_applicable(outcomes, modest, 300);
}

TEST_CASE("the logit-gap identity holds for parameters of any sign and any label background") {
  Outcomes outcomes;
  const std::vector<const Statement*> identity{proofs::find_statement("logit-gap-identity")};
  for (int index = 0; index < 200; ++index) {
    CAPTURE(index);
    Random random(33, "identity", index);
    const Task task = recursion_tests::labelled_task(recursion_tests::random_shape(random, 9), random);
    Parameters parameters = recursion_tests::random_parameters(task.feature_dim(), task.classes, 3, Signs::any, random);
    parameters.label_background = recursion_tests::random_background(random);
    add_verdicts(outcomes, identity, {task, parameters, Regime::class_pure});
  }
  check_often_applicable(outcomes, identity, 200);
}

TEST_CASE("Theorem B is never violated on raw tasks, in either regime") {
  Outcomes outcomes;
  const auto statements = theorem("B");
  for (int index = 0; index < 500; ++index) {
    CAPTURE(index);
    Random random(34, "theorem-b", index);
    const Task task = recursion_tests::labelled_task(recursion_tests::random_shape(random, 9), random);
    const Parameters parameters =
        recursion_tests::random_parameters(task.feature_dim(), task.classes, 3, Signs::non_negative, random);
    add_verdicts(outcomes, statements, {task, parameters, index % 4 == 0 ? Regime::class_pure : Regime::full});
  }
  check_often_applicable(outcomes, statements, 500);
}

TEST_CASE("Theorem C is never violated on raw tasks with parameters of any sign, in either regime") {
  Outcomes outcomes;
  const auto statements = theorem("C");
  for (int index = 0; index < 500; ++index) {
    CAPTURE(index);
    Random random(35, "theorem-c", index);
    const Task task = recursion_tests::labelled_task(recursion_tests::random_shape(random, 9), random);
    const Parameters parameters =
        recursion_tests::random_parameters(task.feature_dim(), task.classes, 3, Signs::any, random);
    add_verdicts(outcomes, statements, {task, parameters, index % 4 == 0 ? Regime::class_pure : Regime::full});
  }
  check_often_applicable(outcomes, statements, 500);
}

TEST_CASE("the theorems' bounds never promise what a trajectory does not keep") {
  std::vector<const proofs::Guarantee*> all;
  for (const auto& guarantee : proofs::guarantees()) all.push_back(&guarantee);
  long promised = 0;
  for (int index = 0; index < 100; ++index) {
    CAPTURE(index);
    Random random(36, "guarantees", index);
    Parameters parameters = recursion_tests::random_parameters(4, 3, 2, Signs::non_negative, random);
    for (auto& layer : parameters.layers) {
      layer.alpha += 3;
      layer.gamma += 3;
    }
    const Task task = recursion_tests::family_task("prototype", parameters, 6, 36, index);
    const Problem problem{testing::kept(task, parameters), Regime::full};
    const auto answers = certify(problem, {{}, all, {}, proofs::Version::stated}, Ladder::standard());
    const Evidence evidence(problem, Precision(256));
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (answers.guarantees[i].outcome != Outcome::holds) continue;
      ++promised;
      const bool about_prediction = all[i]->id.starts_with("prediction");
      const Interval& kept = about_prediction ? evidence.label_margin(2) : evidence.geometric_margin(2);
      CHECK_MESSAGE(is_positive(kept) == numeric::Truth::yes, all[i]->id);
    }
  }
  CHECK(promised > 50);
}

}  // namespace margincert::proofs_tests
