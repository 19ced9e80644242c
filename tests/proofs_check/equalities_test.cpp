#include <doctest/doctest.h>

#include "tests/proofs_check/examples.hpp"
#include "tests/recursion/random_tasks.hpp"
#include "tests/support/kept_instance.hpp"

namespace margincert::proofs_tests {
namespace {

using recursion_tests::Random;
using recursion_tests::Signs;

constexpr int most_layers = 3;

/// Every statement, in the regime it is made for and Theorems B and C in the other one too, holds or does not apply.
long check_decided(const Task& task, const Parameters& parameters) {
  long holding = 0;
  for (const Regime regime : {Regime::class_pure, Regime::full}) {
    CAPTURE(to_string(regime));
    for (const Statement& statement : proofs::statements()) {
      const Verdict verdict = verdict_of(statement, {task, parameters, regime});
      CHECK_MESSAGE((verdict.outcome == Outcome::holds || verdict.outcome == Outcome::not_applicable),
                    statement.id << ": " << to_string(verdict.outcome) << " " << verdict.reason);
      holding += verdict.outcome == Outcome::holds;
    }
  }
  return holding;
}

/// One point per class, coordinates with full mantissas.
Task one_point_per_class(int classes, Random& random) {
  return recursion_tests::labelled_task({classes, classes, 2 + static_cast<int>(random.below(3))}, random);
}

Parameters draw_parameters(const Task& task, Signs signs, Random& random) {
  const int depth = 1 + static_cast<int>(random.below(most_layers));
  return recursion_tests::random_parameters(task.feature_dim(), task.classes, depth, signs, random);
}

}  // namespace

TEST_CASE("steps of size zero keep every equality") {
  for (int index = 0; index < 40; ++index) {
    CAPTURE(index);
    Random random(41, "zero-steps", index);
    const Task task = recursion_tests::labelled_task(recursion_tests::random_shape(random, 7), random);
    Parameters parameters = draw_parameters(task, index % 2 == 0 ? Signs::non_negative : Signs::any, random);
    for (auto& layer : parameters.layers) layer.alpha_prime = layer.gamma_prime = 0;
    CHECK(check_decided(task, parameters) > 20);
  }
}

TEST_CASE("a zero step of features alone, or of labels alone, keeps every equality") {
  for (int index = 0; index < 40; ++index) {
    CAPTURE(index);
    Random random(42, "half-steps", index);
    const Task task = recursion_tests::labelled_task(recursion_tests::random_shape(random, 7), random);
    Parameters parameters = draw_parameters(task, Signs::non_negative, random);
    for (auto& layer : parameters.layers) (index % 2 == 0 ? layer.alpha_prime : layer.gamma_prime) = 0;
    CHECK(check_decided(task, parameters) > 20);
  }
}

TEST_CASE("attention that ignores features or labels leaves nothing open") {
  for (int index = 0; index < 30; ++index) {
    CAPTURE(index);
    Random random(43, "no-attention", index);
    const Task task = recursion_tests::labelled_task(recursion_tests::random_shape(random, 7), random);
    Parameters parameters = draw_parameters(task, Signs::non_negative, random);
    for (auto& layer : parameters.layers) {
      if (index % 3 != 0) layer.alpha = 0;
      if (index % 3 != 1) layer.gamma = 0;
    }
    CHECK(check_decided(task, parameters) > 20);
  }
}

TEST_CASE("one vector against another, shared by all other classes, leaves nothing open") {
  for (int index = 0; index < 40; ++index) {
    CAPTURE(index);
    Random random(46, "one-against-another", index);
    const int classes = 2 + index % 3;
    std::vector<std::vector<double>> points;
    std::vector<int> labels;
    for (int i = 0; i < classes * 2 + index % 2; ++i) {
      labels.push_back(i % classes);
      points.push_back(labels.back() == 0 ? std::vector<double>{0.75, 0.5} : std::vector<double>{-0.5, -0.625});
    }
    const Task task = make_task(classes, points, labels, {0.5, 0.25}, 0);
    CHECK(check_decided(task, draw_parameters(task, index % 3 == 0 ? Signs::any : Signs::non_negative, random)) > 10);
  }
}

TEST_CASE("what is an equality at layer 0 holds there") {
  for (int index = 0; index < 30; ++index) {
    CAPTURE(index);
    Random random(44, "start", index);
    const Task task = recursion_tests::labelled_task(recursion_tests::random_shape(random, 7), random);
    const Example example{task, draw_parameters(task, Signs::non_negative, random), Regime::class_pure};
    const Evidence evidence(example.problem(), Precision(53));
    for (const Statement& statement : proofs::statements()) {
      if (statement.layers != proofs::Layers::all) continue;
      Statement start = statement;
      start.hypotheses.clear();  // norm-growth starts from unit norm, which raw tasks need not have
      start.claim = [&](const Evidence& e, int t) {
        return t == 0 && statement.id != "norm-growth" ? statement.claim(e, t) : std::vector<Comparison>{};
      };
      const Outcome outcome = judge(start, evidence, start.hypotheses, 53).outcome;
      CHECK_MESSAGE((outcome == Outcome::holds || statement.id == "norm-growth"), statement.id);
    }
  }
}

TEST_CASE("one point per class meets many bounds with equality, and none stays open") {
  for (const int classes : {2, 3}) {
    for (int index = 0; index < 60; ++index) {
      CAPTURE(classes);
      CAPTURE(index);
      Random random(45, "one-point", index);
      const Task task = one_point_per_class(classes, random);
      CHECK(check_decided(task, draw_parameters(task, index % 3 == 0 ? Signs::any : Signs::non_negative, random)) > 10);
    }
  }
}

TEST_CASE("a class of one point among larger ones leaves nothing open") {
  for (int index = 0; index < 60; ++index) {
    CAPTURE(index);
    Random random(46, "lonely-point", index);
    Task task = recursion_tests::labelled_task({5, 3, 2}, random);
    task.labels = {0, 1, 1, 2, index % 2};
    task.probe_class = index % 3;
    CHECK(check_decided(task, draw_parameters(task, Signs::non_negative, random)) > 10);
  }
}

TEST_CASE("prototypes without noise, whose classes are single vectors, leave nothing open") {
  const generators::Family& family = generators::find_family("prototype");
  for (const std::string geometry : {"geometry=simplex", "geometry=orthonormal"}) {
    const std::vector<std::string> assignments{"n=7", "sigma=0", geometry};
    for (int index = 0; index < 20; ++index) {
      CAPTURE(geometry);
      CAPTURE(index);
      Random random(47, "no-noise", index);
      Parameters parameters =
          recursion_tests::random_parameters(3, 2 + index % 2, 1 + index % 3, Signs::non_negative, random);
      const Task task = make_task(family, read_settings(family, assignments), parameters, 47, index);
      CHECK(check_decided(task, parameters) > 20);
    }
  }
}

TEST_CASE("identities are not claimed where a dropped hypothesis makes them false") {
  // α < 0 turns the largest product into the smallest logit; the floors are then violated, and that is the finding.
  const Task task = make_task(3, {{1, 0}, {0.5, 0.5}, {-0.5, 0.25}}, {0, 1, 2}, {0.75, 0.125}, 0);
  const Parameters parameters = repeated(task, {-2, 0.5, 0, 0}, 1);
  CHECK(verdict_of(*proofs::find_statement("logit-gap-floor"), {task, parameters, Regime::class_pure},
                   {"attention-signs"})
            .outcome == Outcome::violated);
  CHECK(verdict_of(*proofs::find_statement("logit-gap-floor-leaky"), {task, parameters, Regime::full},
                   {"attention-signs"})
            .outcome == Outcome::violated);

  const Task pair = make_task(2, {{1, 0}, {0.5, 0.5}}, {0, 1}, {0.75, 0.125}, 0);
  for (const char* id : {"leakage-ceiling", "label-deviation-ceiling"}) {
    CAPTURE(id);
    CHECK(verdict_of(*proofs::find_statement(id), {pair, repeated(pair, {-2, 0.5, 0.5, 0.5}, 1), Regime::full},
                     {"attention-signs"})
              .outcome == Outcome::violated);
  }
}

TEST_CASE("dropping any hypotheses of any statement never ends in a contradiction") {
  std::set<std::string> dropped;
  for (const Statement& statement : proofs::statements()) {
    dropped.insert(statement.hypotheses.begin(), statement.hypotheses.end());
  }
  dropped.erase("fully-labelled");
  for (int index = 0; index < 80; ++index) {
    CAPTURE(index);
    Random random(48, "dropped", index);
    const int classes = 2 + index % 2;
    const Task task = index % 4 < 2 ? one_point_per_class(classes, random)
                                    : recursion_tests::labelled_task(recursion_tests::random_shape(random, 6), random);
    Parameters parameters = draw_parameters(task, Signs::any, random);
    parameters.label_background = recursion_tests::random_background(random);
    for (const Regime regime : {Regime::class_pure, Regime::full}) {
      for (const Statement& statement : proofs::statements()) {
        CAPTURE(statement.id);
        for (const auto version : {proofs::Version::stated, proofs::Version::corrupted}) {
          const proofs::Questions questions{{&statement}, {}, dropped, version};
          CHECK_NOTHROW(certify({testing::kept(task, parameters), regime}, questions, Ladder({Precision(113)})));
        }
      }
    }
  }
}

namespace {

/// Every verdict that falls above 113 bits: on drawn numbers only an equality climbs so far.
std::vector<std::string> climbers(const Task& task, const Parameters& parameters) {
  std::vector<std::string> found;
  for (const Regime regime : {Regime::class_pure, Regime::full}) {
    for (const Statement& statement : proofs::statements()) {
      const Verdict verdict = verdict_of(statement, {task, parameters, regime});
      if (verdict.rung > 113) found.push_back(statement.id + " in " + to_string(regime));
    }
  }
  return found;
}

}  // namespace

TEST_CASE("numbers that are exactly 0 are known to be: equalities hold before the ladder is climbed") {
  for (int index = 0; index < 30; ++index) {
    CAPTURE(index);
    Random random(47, "exact-zeros", index);
    // No class is a single vector, whose bounds may be met for other reasons.
    const int classes = 2 + index % 2;
    Task task = recursion_tests::labelled_task({3 * classes, classes, 3}, random);
    for (int i = 0; i < task.points(); ++i) task.labels[i] = i % classes;
    Parameters parameters = draw_parameters(task, Signs::non_negative, random);
    auto& layers = parameters.layers;
    switch (index % 3) {
      case 0:  // a layer that does nothing, somewhere
        layers[random.below(layers.size())] = {};
        break;
      case 1:  // attention by class sizes alone
        for (auto& layer : layers) layer.alpha = layer.gamma = 0;
        break;
      default:  // one label step by class alone, then none
        for (auto& layer : layers) layer.gamma_prime = 0;
        layers.front() = {0, layers.front().gamma, 0, 0.5};
    }
    const std::vector<std::string> above = climbers(task, parameters);
    CHECK_MESSAGE(above.empty(), above.size() << ", first " << (above.empty() ? "" : above.front()));
  }
}

TEST_CASE("a layer that does nothing leaves what was exact before it exact behind it") {
  for (int index = 0; index < 12; ++index) {
    CAPTURE(index);
    Random random(48, "ablated-layer", index);
    const Task task = one_point_per_class(2, random);
    Parameters parameters = draw_parameters(task, Signs::non_negative, random);
    parameters.layers.insert(parameters.layers.begin() + 1, recursion::LayerParameters{});
    CHECK(check_decided(task, parameters) > 20);
  }
}

TEST_CASE("where nobody sees labels, the logit gap is that of the features, whatever the regime and the labels") {
  for (int index = 0; index < 12; ++index) {
    CAPTURE(index);
    Random random(49, "unseen-labels", index);
    Task task = recursion_tests::labelled_task(recursion_tests::random_shape(random, 7), random);
    if (index % 2 == 0) task.labels.back() = std::nullopt;
    Parameters parameters = draw_parameters(task, Signs::any, random);
    for (auto& layer : parameters.layers) layer.gamma = 0;
    const std::set<std::string> dropped{"class-purity", "fully-labelled", "every-class"};
    const Verdict verdict =
        verdict_of(*proofs::find_statement("logit-gap-identity"), {task, parameters, Regime::full}, dropped);
    CHECK((verdict.outcome == Outcome::holds || verdict.reason == proofs::quantities_undefined));
  }
}

}  // namespace margincert::proofs_tests
