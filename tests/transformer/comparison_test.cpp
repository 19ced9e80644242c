#include "tests/transformer/comparison_support.hpp"

#include <atomic>

namespace margincert::transformer_tests {
namespace {

using transformer::compare_tasks;
using transformer::comparer;
using transformer::Measured;
using transformer::RecursionDynamics;
using transformer::Summary;
using transformer::TaskComparison;
using transformer::TransformerDynamics;

constexpr Precision with_balls(113), sharp(300), finest(1024);

/// One feature, two classes: training points 1 and -1 of classes 0 and 1, the probe at 1.
Task two_points() {
  Task task{2, recursion::Rows<double>(2, 1, 1.0), {0, 1}, {1.0}, 0};
  task.features[1][0] = -1;
  return task;
}

Parameters one_layer(double alpha, double alpha_prime) {
  return {1, 2, recursion::MinusOneOverClasses{}, {{alpha, 0, alpha_prime, 0}}};
}

/// The model is the recursion `own`, held against `other`.
TaskComparison compare_on_two_points(const Parameters& own, const Parameters& other, Precision precision) {
  return comparer(transformer::weights_of(own), RecursionDynamics{other})(two_points(), precision);
}

/// tanh(1) = 1 - 2 / (e^2 + 1)
Interval tanh_of_one() { return 1 - 2 / (exp(Interval::integer(2, finest)) + 1); }

TEST_CASE("a transformer that is the recursion differs from it by 0") {
  for (const int classes : {2, 4}) {
    Random random(3, "same", classes);
    const Parameters parameters = dyadic_parameters(3, classes, 3, random);
    const auto compare = comparer(transformer::weights_of(parameters), RecursionDynamics{parameters});
    const TaskComparison layers = compare(random_tasks(3, classes, 7)(0), with_balls);
    REQUIRE(layers.size() == 3);
    for (const auto& layer : layers) {
      for (const Quantity quantity : transformer::quantities()) {
        const Measured& measured = layer[quantity].value();
        for (const auto& difference : {measured.forced, measured.free}) {
          CHECK(mpfr_zero_p(difference.largest.lo()));
          CHECK(difference.largest.hi_double() < 1e-25);
          CHECK(difference.squares.hi_double() < 1e-50);
        }
        CHECK(measured.own.largest.lo_double() > 0);
      }
    }
  }
}

TEST_CASE("one layer by hand: attention, logits, features and their updates") {
  // Key i has the logit α x_i x_j: ±α. With α = 1 the weights are (1 ± tanh 1) / 2, with α = 0 they are 1/2.
  for (const Precision precision : {with_balls, sharp}) {
    const auto layer = compare_on_two_points(one_layer(0, 0.5), one_layer(1, 0.5), precision).at(0);
    check_encloses(layer[Quantity::logits]->forced.largest, Interval::integer(1, finest));
    check_encloses(layer[Quantity::attention]->forced.largest, tanh_of_one() / 2);
    // The average of the features is ± tanh 1, and α' of it is added.
    check_encloses(layer[Quantity::features]->forced.largest, tanh_of_one() / 2);
    check_encloses(layer[Quantity::features]->forced.squares, 2 * sqr(tanh_of_one() / 2));
    check_encloses(layer[Quantity::probe_features]->free.squares, sqr(tanh_of_one() / 2));
    CHECK(mpfr_zero_p(layer[Quantity::features]->own.largest.hi()));
    CHECK(mpfr_zero_p(layer[Quantity::attention]->own.largest.hi()));
  }
}

TEST_CASE("a common shift of labels is a difference of labels and none of centred labels") {
  // W_OV with 1/4 in all four label entries adds (1/4) Σ_c (average)_c = 1/4 to every label.
  Weights weights = transformer::zero_weights(1, 2, 1);
  for (int a = 1; a < 3; ++a) {
    for (int b = 1; b < 3; ++b) weights.layers[0].ov[a][b] = 0.25;
  }
  const auto layer = comparer(weights, RecursionDynamics{one_layer(0, 0)})(two_points(), with_balls).at(0);
  check_encloses(layer[Quantity::labels]->forced.largest, Interval::exact(0.25, finest));
  check_encloses(layer[Quantity::probe_label]->own.largest, Interval::exact(0.25, finest));
  check_encloses(layer[Quantity::centred_labels]->forced.largest, Interval::integer(0, finest));
}

TEST_CASE("what is common to a query's logits is no difference") {
  // Rows of features against columns of labels: z_iᵀ W z_j gains x_i Σ_c W_0c y_jc; the other way round it gains
  // Σ_c W_c0 y_ic x_j, which is the same for every one-hot y_i when the W_c0 are equal.
  Weights weights = transformer::zero_weights(1, 2, 1);
  for (int c = 1; c < 3; ++c) weights.layers[0].qk[c][0] = 3;
  const auto layer = comparer(weights, RecursionDynamics{one_layer(0, 0)})(two_points(), with_balls).at(0);
  check_encloses(layer[Quantity::logits]->forced.largest, Interval::integer(0, finest));
  check_encloses(layer[Quantity::attention]->forced.largest, Interval::integer(0, finest));
}

TEST_CASE("free-running feeds on its own states, teacher-forced on the transformer's") {
  // α = 0: the average of the features is 0 for all, and labels average to 1/2 each. α' moves nothing, γ' does.
  const Parameters own{1, 2, recursion::MinusOneOverClasses{}, {{0, 0, 0, 0.5}, {0, 0, 0, 0.5}}};
  const Parameters other{1, 2, recursion::MinusOneOverClasses{}, {{2, 0, 0, 0.5}, {0, 0, 0, 0.5}}};
  const auto layers = compare_on_two_points(own, other, with_balls);
  // Layer 0 differs, so the label of a training point in free-running carries that on into layer 1, and forced does
  // not.
  CHECK(layers[0][Quantity::labels]->forced.largest.lo_double() > 0.1);
  CHECK(layers[1][Quantity::labels]->forced.largest.hi_double() < 1e-25);
  CHECK(layers[1][Quantity::labels]->free.largest.lo_double() > 0.1);
}

TEST_CASE("balls and intervals at high precision enclose the same differences") {
  for (int index = 0; index < 6; ++index) {
    Random random(9, "agreement", index);
    const int classes = 2 + index % 3, feature_dim = 1 + index % 4;
    const Weights weights = half_normal_weights(feature_dim, classes, 3, random);
    const auto compare = comparer(weights, RecursionDynamics{transformer::two_parameter_form(weights)});
    const Task task = random_tasks(feature_dim, classes, 6)(index);
    const TaskComparison rough = compare(task, with_balls), fine = compare(task, sharp);
    for (std::size_t t = 0; t < rough.size(); ++t) {
      for (const Quantity quantity : transformer::quantities()) {
        const Measured &a = rough[t][quantity].value(), &b = fine[t][quantity].value();
        for (const auto& [coarse, narrow] : {std::pair{a.forced, b.forced}, {a.free, b.free}, {a.own, b.own}}) {
          CHECK(overlap(coarse.largest, narrow.largest));
          CHECK(overlap(coarse.squares, narrow.squares));
          CHECK(width(coarse.largest).hi_double() < 1e-25);
          CHECK(width(narrow.largest).hi_double() < 1e-70);
        }
      }
    }
  }
}

TEST_CASE("what balls cannot hold is compared with intervals") {
  Task far = two_points();
  far.probe[0] = 0x1p500;
  const auto compare = comparer(transformer::weights_of(one_layer(0, 0.5)), RecursionDynamics{one_layer(0, 0.25)});
  const TaskComparison layers = compare(far, with_balls);
  CHECK(is_sound(layers));
  CHECK(layers[0][Quantity::features]->forced.largest.precision() == Precision(256));
}

TEST_CASE("ratios: dynamics that do nothing have a residual of 1, equal ones of 0, and 0 / 0 is none") {
  const auto tasks = random_tasks(1, 2, 2);
  const auto summary_against = [&](const Parameters& own, const Parameters& other) {
    return compare_tasks(comparer(transformer::weights_of(own), RecursionDynamics{other}), tasks, 3, with_balls, {});
  };
  const Summary nothing = summary_against(one_layer(1, 0.5), one_layer(0, 0));
  for (const Quantity quantity :
       {Quantity::features, Quantity::probe_features, Quantity::attention, Quantity::logits}) {
    check_encloses(nothing.layers[0][quantity]->residual.value(), Interval::integer(1, finest));
    check_encloses(nothing.layers[0][quantity]->relative->value, Interval::integer(1, finest));
    check_encloses(nothing.residual[quantity].value(), Interval::integer(1, finest));
  }
  CHECK_FALSE(nothing.layers[0][Quantity::labels]->residual);
  CHECK_FALSE(nothing.layers[0][Quantity::labels]->relative);

  const Summary turned = summary_against(one_layer(1, 0.5), one_layer(1, -0.5));
  check_encloses(turned.layers[0][Quantity::features]->residual.value(), Interval::integer(2, finest));

  const Summary from_nothing = summary_against(one_layer(1, 0), one_layer(1, 0.5));
  CHECK(mpfr_inf_p(from_nothing.layers[0][Quantity::features]->relative->value.hi()));
}

TEST_CASE(
    "a layer that does nothing behind others has no ratio, and one that is held against it is beyond all numbers") {
  Random random(5, "still-layers", 0);
  Parameters parameters = dyadic_parameters(2, 2, 3, random);
  parameters.layers[1] = {0, 0, 0, 0};
  const Weights weights = transformer::weights_of(parameters);
  const auto source = random_tasks(2, 2, 5);
  const auto summary_against = [&](const Parameters& other) {
    return compare_tasks(comparer(weights, RecursionDynamics{other}), source, 3, with_balls, {});
  };
  const auto still = summary_against(parameters);
  for (const Quantity quantity : transformer::quantities()) {
    CAPTURE(to_string(quantity));
    const auto& layer = *still.layers[1][quantity];
    CHECK(layer.own.value.is_zero());
    CHECK(layer.forced.value.is_zero());
    CHECK_FALSE(layer.residual.has_value());
    CHECK_FALSE(layer.relative.has_value());
    CHECK(still.layers[2][quantity]->residual.has_value());
  }
  Parameters moves = parameters;
  moves.layers[1] = {1, 1, 0.5, 0.5};
  const auto moved = summary_against(moves);
  for (const Quantity quantity : transformer::quantities()) {
    CAPTURE(to_string(quantity));
    CHECK(moved.layers[1][quantity]->residual->lo_double() > 1e150);
  }
}

TEST_CASE("what a layer certainly does not do is read off numbers that are 0, or equal") {
  Weights weights = transformer::zero_weights(2, 3, 1);
  transformer::LayerWeights& layer = weights.layers[0];
  const auto still = [&] { return stillness_of(layer, 2); };
  CHECK((still().features && still().labels && still().centred_labels && still().uniform_attention));
  layer.ov[1][4] = 0x1p-1074;
  CHECK_FALSE(still().features);
  CHECK(still().labels);
  for (std::size_t row = 2; row < 5; ++row) layer.ov[row][0] = 3;
  CHECK_FALSE(still().labels);
  CHECK(still().centred_labels);
  layer.ov[4][0] = 2;
  CHECK_FALSE(still().centred_labels);
  layer.qk[4][4] = -1;
  CHECK_FALSE(still().uniform_attention);
}

TEST_CASE("a summary does not depend on the number of threads, and names the task of its maximum") {
  Random random(4, "jobs", 0);
  const Weights weights = half_normal_weights(2, 3, 2, random);
  const auto compare = comparer(weights, RecursionDynamics{transformer::two_parameter_form(weights)});
  const auto tasks = random_tasks(2, 3, 4);
  const std::uint64_t count = 70;  // more than are gathered at once
  const Summary one = compare_tasks(compare, tasks, count, with_balls, {.threads = 1});
  std::vector<std::uint64_t> progress;
  const numeric::RunControl on_three{
      .threads = 3, .progress = [&](const numeric::Progress& how_far) { progress.push_back(how_far.done); }};
  const Summary three = compare_tasks(compare, tasks, count, with_balls, on_three);
  CHECK(one.tasks == count);
  CHECK(progress.back() == count);
  for (std::size_t t = 0; t < one.layers.size(); ++t) {
    for (const Quantity quantity : transformer::quantities()) {
      const auto &a = one.layers[t][quantity].value(), &b = three.layers[t][quantity].value();
      for (const auto& [x, y] : {std::pair{a.forced, b.forced}, {a.free, b.free}, {*a.relative, *b.relative}}) {
        CHECK(same_endpoints(x.value, y.value));
        CHECK(x.task == y.task);
      }
      CHECK(same_endpoints(*a.residual, *b.residual));
      const TaskComparison worst = compare(tasks(a.forced.task), with_balls);
      CHECK(same_endpoints(a.forced.value, worst[t][quantity]->forced.largest));
    }
  }
}

TEST_CASE("a stopped comparison says how many tasks it has, without the one under way") {
  const auto compare = comparer(transformer::weights_of(one_layer(1, 1)), RecursionDynamics{one_layer(1, 1)});
  std::atomic<int> drawn = 0;
  const auto counted = [&, draw = random_tasks(1, 2, 2)](std::uint64_t k) {
    ++drawn;
    return draw(k);
  };
  const Summary some =
      compare_tasks(compare, counted, 200, with_balls, {1, [&] { return drawn > 70; }});
  CHECK(some.tasks == 70);
  CHECK(compare_tasks(compare, random_tasks(1, 2, 2), 0, with_balls, {}).layers.empty());
}

}  // namespace
}  // namespace margincert::transformer_tests
