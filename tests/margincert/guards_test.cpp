#include <doctest/doctest.h>

#include <functional>
#include <limits>

#include "margincert/boxes.hpp"
#include "margincert/check.hpp"
#include "margincert/crosscheck.hpp"
#include "margincert/extract.hpp"
#include "margincert/identify.hpp"
#include "margincert/train.hpp"
#include "recursion/refusal.hpp"

namespace margincert::tests {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();

transformer::Weights shipped() { return load_weights("reference"); }

/// Ways in which weights that are made by hand are none.
std::vector<std::function<void(transformer::Weights&)>> damages() {
  return {[](auto& w) { w.layers.clear(); },
          [](auto& w) { w.layers[0].qk = {}; },
          [](auto& w) { w.layers[1].ov = recursion::Rows<double>(2, 2, 0.5); },
          [](auto& w) { w.layers[1].ov = recursion::Rows<double>(8, 9, 0.5); },
          [](auto& w) { ++w.feature_dim; },
          [](auto& w) { w.feature_dim = -5; },
          [](auto& w) { w.classes = 1; },
          [](auto& w) { w.layers[2].qk[3][4] = nan; },
          [](auto& w) { w.layers[0].ov[0][0] = infinity; }};
}

IdentificationRequest identification() {
  IdentificationRequest request;
  request.name = "reference";
  request.weights = "reference";
  request.transformer = shipped();
  request.recursion = "reference";
  request.parameters = extracted(request.transformer, "reference");
  request.compared = 1;
  return request;
}

CheckRequest one_task() {
  CheckRequest request;
  request.models = {load_model("textbook")};
  request.sources = {family_source("cone", {}, 1)};
  request.selection.statements = select_statements({"norm-growth"});
  return request;
}

}  // namespace

TEST_CASE("weights that are none are refused by all that takes them") {
  for (const auto& damage : damages()) {
    transformer::Weights weights = shipped();
    damage(weights);
    CHECK_THROWS_AS(extracted(weights, "weights"), Refusal);
    CHECK_THROWS_AS(extract({.model = "w", .weights = weights, .tasks = 1}), Refusal);
    CHECK_THROWS_AS(crosscheck({.model = "w", .weights = weights, .tasks = 1}), Refusal);
    IdentificationRequest request = identification();
    request.transformer = weights;
    CHECK_THROWS_AS(identify(request), Refusal);
  }
}

TEST_CASE("no recursion of numbers that are none is found in a transformer") {
  for (const double bad : {nan, infinity}) {
    IdentificationRequest request = identification();
    request.parameters.layers[0].alpha = bad;
    CHECK_THROWS_AS(identify(request), Refusal);
  }
  IdentificationRequest request = identification();
  request.parameters.label_background = recursion::Fraction{1, 0};
  CHECK_THROWS_AS(identify(request), Refusal);
}

TEST_CASE("an identification without tasks or with idle thresholds is refused") {
  IdentificationRequest request = identification();
  request.compared = 0;
  CHECK_THROWS_AS(identify(request), Refusal);
  for (const double accuracy : {-1.0, 0.0, nan}) {
    request = identification();
    request.thresholds.accuracy = accuracy;
    CHECK_THROWS_AS(identify(request), Refusal);
  }
  request = identification();
  request.thresholds.equivariance = 5;
  CHECK_THROWS_AS(identify(request), Refusal);
}

TEST_CASE("statements and hypotheses that are not the registry's are refused") {
  CHECK_NOTHROW(Check(one_task()));
  CheckRequest request = one_task();
  proofs::Statement impostor = statement_named("norm-growth");
  impostor.id = "geometric-margin-growth";
  request.selection.statements = {&impostor};
  CHECK_THROWS_AS(Check{request}, Refusal);
  request = one_task();
  request.selection.statements.push_back(request.selection.statements.front());
  CHECK_THROWS_AS(Check{request}, Refusal);
  request = one_task();
  request.selection.statements = {nullptr};
  CHECK_THROWS_AS(Check{request}, Refusal);
  request = one_task();
  request.selection.dropped = {"class-purty"};
  CHECK_THROWS_AS(Check{request}, Refusal);
  request = one_task();
  request.required_applicable = -5;
  CHECK_THROWS_AS(Check{request}, Refusal);
  BoxesRequest boxes;
  boxes.model = load_model("textbook");
  CHECK_THROWS_AS(BoxesCheck{boxes}, Refusal);
}

TEST_CASE("a training that cannot be is refused before a file is written") {
  const auto refused = [](auto change) {
    TrainRequest request;
    request.plan.steps = 1;
    request.output = "never.safetensors";
    change(request.plan);
    CHECK_THROWS_AS(PreparedTraining{request}, Refusal);
  };
  refused([](auto& plan) { plan.batch = 0; });
  refused([](auto& plan) { plan.shape.feature_dim = 0; });
  refused([](auto& plan) { plan.shape.classes = 1; });
  refused([](auto& plan) { plan.shape.layers = -1; });
  refused([](auto& plan) { plan.learning_rate = nan; });
  refused([](auto& plan) { plan.largest_gradient = 0; });
  refused([](auto& plan) { plan.initial_deviation = infinity; });
}

}  // namespace margincert::tests
