#include <doctest/doctest.h>

#include <cmath>

#include "tests/reproduction/tiny.hpp"

/// Each verdict on a model made to meet the claim, and on one made to miss it.
namespace margincert::reproduction_tests {
namespace {

using transformer::Mode;
using transformer::Weights;

const Weights symmetric = recursion_weights({1, 4, 0.25, 1});
const Weights shapeless = shaken(symmetric, 2);

/// Two modes' models side by side.
Context context_by_mode(const Weights& unconstrained, const Weights& symmetrised) {
  Context context = context_with(symmetrised);
  context.model = [=](const ModelRequest& request) {
    return TrainedModel{request.mode == Mode::unconstrained ? unconstrained : symmetrised, {{1, 1.0, 0.5}}};
  };
  return context;
}

TEST_CASE("permutation-training-symmetrises asks that permuted models are symmetric and others are not") {
  const char* id = "permutation-training-symmetrises";
  CHECK(measured(id, context_by_mode(shapeless, symmetric)).verdict() == Verdict::reproduces);
  CHECK(measured(id, context_by_mode(symmetric, shapeless)).verdict() == Verdict::does_not_reproduce);
  CHECK(measured(id, context_by_mode(symmetric, shaken(symmetric, 0.01))).verdict() == Verdict::in_part);
  // Relative to nothing there is no distance, whichever model it is of.
  const Weights nothing = recursion_weights({0, 0, 0, 0});
  CHECK(measured(id, context_by_mode(shapeless, nothing)).verdict() == Verdict::does_not_reproduce);
  CHECK(measured(id, context_by_mode(nothing, symmetric)).verdict() == Verdict::in_part);
}

TEST_CASE("functional-equivalence asks that modes are equally accurate") {
  const char* id = "functional-equivalence";
  CHECK(measured(id, context_by_mode(symmetric, symmetric)).verdict() == Verdict::reproduces);
  const Weights wrong = recursion_weights({1, 4, 0.25, -1});
  CHECK(measured(id, context_by_mode(symmetric, wrong)).verdict() == Verdict::does_not_reproduce);
}

TEST_CASE("functional-equivalence judges by the end of the interval, not by a mean that happens to be small") {
  const Weights wrong = recursion_weights({1, 4, 0.25, -1});
  Context context = context_with(symmetric);
  context.model = [=](const ModelRequest& request) {  // one seed up by as much as the other is down
    const bool first = request.seed == 1, plain = request.mode == Mode::unconstrained;
    return TrainedModel{first == plain ? symmetric : wrong, {{1, 1.0, 0.5}}};
  };
  const Result result = measured("functional-equivalence", context);
  CHECK(std::get<Estimate>(result.measurement.tables.front().rows[0][1]).value == 0);
  CHECK(criterion(result, "permuted: mean difference over seeds").measured > 0.5);
  CHECK(result.verdict() == Verdict::does_not_reproduce);

  context = context_by_mode(symmetric, symmetric);
  context.scale.seeds = 1;
  CHECK(measured("functional-equivalence", context).verdict() == Verdict::does_not_reproduce);
}

TEST_CASE("second-size judges the modes by the end of the paired interval") {
  const auto equal_modes = [](std::uint64_t tasks) {
    Context context = context_with({});
    context.scale.test_tasks = tasks;
    context.model = [](const ModelRequest& request) {
      return TrainedModel{transformer::zero_weights(request.size.feature_dim, request.size.classes, request.size.depth),
                          {{1, 1.0, 0.5}}};
    };
    return criterion(measured("second-size", context), "functional-equivalence: permuted");
  };
  CHECK(equal_modes(2000).is_met());
  CHECK(equal_modes(2000).measured > 0);
  CHECK_FALSE(equal_modes(60).is_met());
}

TEST_CASE("label-background asks for −1/K in both matrices") {
  const char* id = "label-background";
  CHECK(measured(id, context_with(symmetric)).verdict() == Verdict::reproduces);
  Weights other = symmetric;
  for (transformer::LayerWeights& layer : other.layers) {
    for (std::size_t row = 3; row < 5; ++row) {
      for (double& entry : layer.ov[row].subspan(3)) entry += 0.25;
    }
  }
  const Result result = measured(id, context_with(other));
  CHECK(result.verdict() == Verdict::in_part);
  CHECK(criterion(result, "W_QK").is_met());
  CHECK(criterion(result, "W_OV").measured == doctest::Approx(0.25));
}

TEST_CASE("layerwise-identification asks that the recursion explains every layer, and better than rivals") {
  const char* id = "layerwise-identification";
  CHECK(measured(id, context_with(symmetric)).verdict() == Verdict::reproduces);
  Weights odd = symmetric;
  odd.layers[1] = shapeless.layers[1];
  const Result result = measured(id, context_with(odd));
  CHECK(criterion(result, "layer 0: relative residual of features").is_met());
  CHECK_FALSE(criterion(result, "layer 1: relative residual of features").is_met());
}

TEST_CASE("layerwise-identification takes no credit where a rival explains the model as well, or nothing moves") {
  const char* id = "layerwise-identification";
  const Result label_blind = measured(id, context_with(recursion_weights({1, 0, 0.25, 1})));
  CHECK(criterion(label_blind, "layer 0: relative residual of features").is_met());
  CHECK_FALSE(criterion(label_blind, "best rival (label-blind-mean-shift)").is_met());
  CHECK(criterion(label_blind, "layers at which a rival").measured == 2);

  CHECK(measured(id, context_with(recursion_weights({0, 0, 0, 0}))).verdict() == Verdict::does_not_reproduce);
}

TEST_CASE("layerwise-identification asks for every layer, not only for all of them together") {
  // The second layer moves little and without labels, as one of the rivals does; over both layers it is lost.
  Weights weights = recursion_weights({1, 4, 0.25, 1});
  weights.layers[1] = recursion_weights({1, 0, 0.001, 0}).layers[0];
  const Result result = measured("layerwise-identification", context_with(weights));
  CHECK(criterion(result, "best rival").is_met());
  CHECK(criterion(result, "layers at which a rival").measured == 1);
  CHECK_FALSE(criterion(result, "layers at which a rival").is_met());
  const Table& by_layer = result.measurement.tables.back();
  CHECK(by_layer.rows.size() == 2);
  CHECK(std::get<Estimate>(by_layer.rows[1][1]).value < 1e-6);
}

TEST_CASE("class-purity asks for little leakage in every layer") {
  const auto purity_of = [](const Weights& weights) {
    Context context = context_with(weights);
    context.scale.certified_tasks = 2000;  // fewer bound nothing by 5 %
    return measured("class-purity", context).verdict();
  };
  CHECK(purity_of(recursion_weights({0, 64, 0, 0})) == Verdict::reproduces);
  CHECK(purity_of(recursion_weights({0, 0, 0, 0})) == Verdict::does_not_reproduce);
  Weights second_layer_uniform = recursion_weights({0, 64, 0, 0});
  second_layer_uniform.layers[1] = recursion_weights({0, 0, 0, 0}).layers[0];
  CHECK(purity_of(second_layer_uniform) == Verdict::in_part);
}

TEST_CASE("expected-class-alignment asks that attention and label margin turn to the right class") {
  const auto verdict_for = [](const recursion::LayerParameters& layer, const std::string& words) {
    Context context = context_with(recursion_weights(layer));
    context.scale.certified_tasks = 2000;
    return criterion(measured("expected-class-alignment", context), words).is_met();
  };
  const char* alignment = "recursion: E[p_c* − n_c*/n] at layer 0";
  const char* margin = "transformer: E[Δ_y clipped to ±16] after layer 1";
  CHECK(verdict_for({4, 4, 0.25, 1}, alignment));
  CHECK(verdict_for({4, 4, 0.25, 1}, margin));
  CHECK_FALSE(verdict_for({-4, 4, 0.25, 1}, alignment));
  CHECK_FALSE(verdict_for({4, 4, 0.25, -1}, margin));
}

TEST_CASE("margin-bounds asks for the signs of every layer") {
  const char* id = "margin-bounds";
  CHECK(criterion(measured(id, context_with(symmetric)), "sign hypotheses").is_met());
  const Result negative = measured(id, context_with(recursion_weights({-1, 4, 0.25, 1})));
  CHECK(criterion(negative, "sign hypotheses").measured == 0);
  CHECK_FALSE(criterion(negative, "sign hypotheses").is_met());
  CHECK(criterion(negative, "violated checks").is_met());
  CHECK_FALSE(criterion(negative, "geometric-margin-growth applies").is_met());
}

TEST_CASE("margin-bounds takes no credit for checks where none applied") {
  Context context = context_with(symmetric);
  context.scale.checked_tasks = 0;
  const Result result = measured("margin-bounds", context);
  CHECK(std::isnan(criterion(result, "violated checks").measured));
  CHECK(std::isnan(criterion(result, "undecided checks").measured));
  CHECK_FALSE(criterion(result, "violated checks").is_met());
}

/// One model where training has been, others where it has not.
Context context_before_and_after(const Weights& untrained, const Weights& trained) {
  Context context = context_with(trained);
  context.model = [=](const ModelRequest& request) {
    return TrainedModel{request.steps == 0 ? shaken(untrained, 0.01, request.seed) : trained, {}};
  };
  return context;
}

TEST_CASE("gram-structure finds a symmetric model's attention to be its Gram's, and shuffled keys to be none") {
  const Result result = measured("gram-structure", context_before_and_after(shapeless, symmetric));
  CHECK(criterion(result, "layer 0: correlation with").measured == doctest::Approx(1));
  CHECK(criterion(result, "layer 0: correlation less").is_met());
  const auto& row = result.measurement.tables.front().rows.front();
  CHECK(std::get<Estimate>(row[3]).value < 0.9);
}

TEST_CASE("gram-structure takes no credit for what untrained weights have as well") {
  const Result result = measured("gram-structure", context_before_and_after(symmetric, shaken(symmetric, 0.1)));
  CHECK(criterion(result, "layer 0: correlation with").is_met());
  CHECK_FALSE(criterion(result, "layer 0: correlation less").is_met());
  // A single untrained model that comes close is enough.
  Context context = context_before_and_after(shapeless, shaken(symmetric, 0.1));
  const ModelSource others = context.model;
  context.model = [=](const ModelRequest& request) {
    return request.steps == 0 && request.seed == 2 ? TrainedModel{symmetric, {}} : others(request);
  };
  CHECK_FALSE(criterion(measured("gram-structure", context), "layer 0: correlation less").is_met());
}

TEST_CASE("two-parameter and four-clusters ask that next to nothing is lost") {
  const auto verdict_for = [](const char* id, const Weights& weights) {
    Context context = context_with(weights);
    context.scale.test_tasks = 4000;  // fewer bound no loss by 1 %
    return measured(id, context).verdict();
  };
  for (const char* id : {"two-parameter", "four-clusters"}) {
    CAPTURE(id);
    CHECK(verdict_for(id, symmetric) == Verdict::reproduces);
    CHECK(verdict_for(id, shaken(symmetric, 6)) == Verdict::does_not_reproduce);
  }
}

TEST_CASE("robustness asks that the model beats chance off its distribution") {
  const auto beats_chance = [](const Weights& weights) {
    Context context = context_with(weights);
    context.scale.test_tasks = 1000;
    return criterion(measured("robustness", context), "rate=0.1 sigma=0.3: transformer's accuracy").is_met();
  };
  CHECK(beats_chance(recursion_weights({4, 4, 0.25, 1})));
  CHECK_FALSE(beats_chance(recursion_weights({4, 4, 0.25, -1})));
}

}  // namespace
}  // namespace margincert::reproduction_tests
