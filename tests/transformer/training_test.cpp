#include "transformer/training.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <mutex>
#include <set>

#include "tests/support/stops.hpp"
#include "tests/transformer/training_support.hpp"
#include "transformer/adam.hpp"
#include "transformer/symmetry.hpp"

namespace margincert::transformer_tests {

using transformer::Parametrisation, transformer::Trainer, transformer::TrainingState;

TEST_CASE("the learning rate falls from its value to 0 along a cosine") {
  CHECK(transformer::cosine_schedule(0.5, 0, 100) == 0.5);
  CHECK(transformer::cosine_schedule(0.5, 50, 100) == doctest::Approx(0.25));
  CHECK(transformer::cosine_schedule(0.5, 100, 100) == 0);
  for (std::uint64_t s = 0; s < 100; ++s) {
    CHECK(transformer::cosine_schedule(0.5, s, 100) > transformer::cosine_schedule(0.5, s + 1, 100));
  }
}

TEST_CASE("only gradients that are too long are shortened") {
  std::vector<double> gradient{3, -4};
  CHECK(transformer::clip(gradient, 5) == 5);
  CHECK(gradient == std::vector<double>{3, -4});
  CHECK(transformer::clip(gradient, 1) == 5);
  CHECK(gradient[0] == doctest::Approx(0.6));
  CHECK(gradient[1] == doctest::Approx(-0.8));
}

TEST_CASE("two steps of Adam, by hand") {
  std::vector<double> theta{1}, first{0}, second{0};
  const transformer::AdamState state{theta, first, second};
  transformer::adam_step(state, std::vector<double>{2}, 0.1, 1);
  CHECK(theta[0] == doctest::Approx(0.9).epsilon(1e-8));  // the first step is one learning rate long
  transformer::adam_step(state, std::vector<double>{-2}, 0.1, 2);
  CHECK(first[0] == doctest::Approx(0.9 * 0.2 - 0.2));
  CHECK(second[0] == doctest::Approx(0.999 * 0.004 + 0.004));
  CHECK(theta[0] == doctest::Approx(0.9 + 0.1 * (0.02 / 0.19) / 2).epsilon(1e-8));
}

TEST_CASE("a step that is stopped leaves the state as it was, and the trainer goes on as if it had never begun") {
  const TrainingPlan plan = small_plan(Mode::permuted, 10);
  const TrainingState undisturbed = trained(plan, 3);
  for (const long askings : {0, 1, 2, 3}) {
    Trainer trainer = new_trainer(plan);
    trainer.step(2);
    const TrainingState before = trainer.state();
    {
      const numeric::StopScope scope(testing::stop_after(askings));
      CHECK_THROWS_AS(trainer.step(2), numeric::Stopped);
    }
    CHECK(trainer.state() == before);
    trainer.step(2);
    trainer.step(2);
    CHECK(trainer.state() == undisturbed);
  }
}

TEST_CASE("what Adam follows is the gradient of the mean loss by the mode's parameters") {
  for (const Mode mode : all_modes) {
    CAPTURE(transformer::to_string(mode));
    TrainingPlan plan = small_plan(mode, 10);
    plan.largest_gradient = 1e9;
    const TrainingState start = new_trainer(plan).state();
    const std::vector<double> first_moment = trained(plan, 1).first_moment;
    const auto loss_at = [&](std::size_t k, double offset) {
      TrainingState moved = start;
      moved.parameters[k] += offset;
      Trainer trainer(plan, no_margin(plan.shape), moved);
      trainer.step(1);
      return trainer.state().loss_since;
    };
    for (std::size_t k = 0; k < start.parameters.size(); k += start.parameters.size() / 8) {
      const double slope = (loss_at(k, 1e-5) - loss_at(k, -1e-5)) / 2e-5;
      CHECK(std::abs(first_moment[k] - 0.1 * slope) < 1e-9);
    }
  }
}

TEST_CASE("every step takes the tasks that come next, each once") {
  const TrainingPlan plan = small_plan(Mode::permuted, 10);
  std::mutex mutex;
  std::vector<std::uint64_t> asked;
  const auto noted = [&, tasks = no_margin(plan.shape)](std::uint64_t index) {
    const std::lock_guard lock(mutex);
    asked.push_back(index);
    return tasks(index);
  };
  Trainer trainer(plan, noted);
  for (std::uint64_t end = 20; end <= 60; end += 20) {
    trainer.step(2);
    std::ranges::sort(asked);
    REQUIRE(asked.size() == end);
    for (std::uint64_t k = 0; k < end; ++k) CHECK(asked[k] == k);
  }
}

TEST_CASE("permutations are drawn anew for every layer, group and step") {
  // One task all over, one feature and two labels: a layer has two permutations, and two layers have four pairs of
  // them.
  const auto losses = [](Mode mode, int batch) {
    TrainingPlan plan = small_plan(mode, 60);
    plan.shape = {1, 2, 5, 2};
    plan.batch = batch;
    const recursion::Task task = no_margin(plan.shape)(0);
    std::set<double> distinct;
    for (std::uint64_t step = 0; step < 40; ++step) {
      TrainingState state = new_trainer(plan).state();
      state.step = step;
      Trainer trainer(
          plan, [&](std::uint64_t) { return task; }, state);
      trainer.step(1);
      distinct.insert(trainer.state().loss_since);
    }
    return distinct.size();
  };
  CHECK(losses(Mode::unconstrained, 8) == 1);
  CHECK(losses(Mode::permuted, 8) == 4);
  CHECK(losses(Mode::permuted, 16) > 4);
}

TEST_CASE("nothing depends on the number of threads") {
  for (const Mode mode : all_modes) {
    const TrainingPlan plan = small_plan(mode, 4);
    const TrainingState state = trained(plan, 4);
    CHECK(trained(plan, 4, 2) == state);
    CHECK(trained(plan, 4, 3) == state);
  }
}

TEST_CASE("a batch of many waves is the mean over all of its tasks") {
  TrainingPlan plan = small_plan(Mode::unconstrained, 1);
  plan.batch = 1100;
  const double expected = mean_loss(plan.shape, new_trainer(plan).state().parameters, 1100);
  CHECK(trained(plan, 1).losses.back().loss == doctest::Approx(expected).epsilon(1e-12));
}

TEST_CASE("the modes of a seed start alike, and another seed starts elsewhere") {
  const auto weights = [](Mode mode, std::uint64_t seed) {
    TrainingPlan plan = small_plan(mode, 1);
    plan.seed = seed;
    return new_trainer(plan).weights();
  };
  const transformer::Weights unconstrained = weights(Mode::unconstrained, 1);
  CHECK(unconstrained.context == 5);
  CHECK(weights(Mode::permuted, 1) == unconstrained);
  CHECK(weights(Mode::equivariant, 1) == transformer::symmetrised(unconstrained));
  CHECK(weights(Mode::tied, 1).layers == transformer::weights_of(two_parameter_form(unconstrained)).layers);
  CHECK(weights(Mode::unconstrained, 2) != unconstrained);
}

TEST_CASE("modes stay what they are while they train") {
  const auto after = [](Mode mode) {
    const TrainingPlan plan = small_plan(mode, 5);
    return Trainer(plan, no_margin(plan.shape), trained(plan, 5)).weights();
  };
  const transformer::Weights tied = after(Mode::tied), equivariant = after(Mode::equivariant);
  const std::vector<double> flat = transformer::flattened(equivariant);
  const Parametrisation map(Mode::equivariant, {2, 3, 5, 2});
  std::vector<double> one_of_each;
  for (const auto& layer : equivariant.layers) {
    for (const auto* m : {&layer.qk, &layer.ov}) {
      one_of_each.insert(one_of_each.end(), {(*m)[0][0], (*m)[0][1], (*m)[2][2], (*m)[2][3], (*m)[0][2], (*m)[2][0]});
    }
  }
  CHECK(map.weights(one_of_each) == flat);
  for (const auto& layer : tied.layers) {
    for (const auto* m : {&layer.qk, &layer.ov}) {
      CHECK((*m)[0][1] == 0);
      CHECK((*m)[0][2] == 0);
      CHECK((*m)[2][2] == doctest::Approx(-2 * (*m)[2][3]));
    }
  }
  CHECK(after(Mode::permuted) != after(Mode::unconstrained));
}

TEST_CASE("the loss falls") {
  for (const Mode mode : all_modes) {
    CAPTURE(transformer::to_string(mode));
    TrainingPlan plan = small_plan(mode, 400);
    plan.shape = {2, 2, 10, 1};
    plan.learning_rate = 0.02;
    const auto losses = trained(plan, 400).losses;
    REQUIRE(losses.size() == 8);
    CHECK(losses.front().step == 50);
    CHECK(losses.back().step == 400);
    CHECK(losses.back().loss < 0.85 * losses.front().loss);
    CHECK(losses.back().accuracy > 0.75);
  }
}

TEST_CASE("a step whose loss is no number is refused, and changes nothing") {
  TrainingPlan plan = small_plan(Mode::unconstrained, 10);
  plan.learning_rate = 1e200;
  Trainer trainer = new_trainer(plan);
  trainer.step(1);
  const TrainingState before = trainer.state();
  CHECK_THROWS_AS(trainer.step(1), transformer::Diverged);
  CHECK(trainer.state() == before);
}

TEST_CASE("a state of other sizes is refused") {
  const TrainingPlan plan = small_plan(Mode::tied, 3);
  const TrainingState state = trained(plan, 1);
  CHECK_THROWS_AS(Trainer(small_plan(Mode::equivariant, 3), no_margin(plan.shape), state), std::invalid_argument);
  TrainingState late = state;
  late.step = 4;
  CHECK_THROWS_AS(Trainer(plan, no_margin(plan.shape), late), std::invalid_argument);
}

}  // namespace margincert::transformer_tests
