#include "transformer/identifiability.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "tests/transformer/weight_examples.hpp"
#include "transformer/forward.hpp"

namespace margincert::transformer_tests {
namespace {

using numeric::Interval;
using transformer::Labelling;
using transformer::Weights;

const recursion::IntervalArithmetic arithmetic(numeric::Precision(256));

/// What theory.md §12 speaks of: attention and features at every layer, and label vectors up to multiples of 1.
struct Behaviour {
  std::vector<Interval> attention, features, label_differences;
  std::vector<Interval> prediction;  ///< differences of the probe's labels after the last layer
};

void note_state(const transformer::State<Interval>& z, Behaviour& seen) {
  seen.prediction.clear();
  for (std::size_t j = 0; j <= z.probe(); ++j) {
    for (const Interval& x : z.features[j]) seen.features.push_back(x);
    for (std::size_t c = 1; c < z.labels.columns(); ++c) {
      seen.label_differences.push_back(z.labels[j][c] - z.labels[j][0]);
      if (j == z.probe()) seen.prediction.push_back(seen.label_differences.back());
    }
  }
}

Behaviour behaviour(const Weights& weights, const recursion::Task& task) {
  Behaviour seen;
  auto z = recursion::initial_state(task, arithmetic);
  for (int t = 0; t < weights.depth(); ++t) {
    z = transformer::step(z, matrices_at(weights, t, arithmetic), arithmetic,
                          [&](const transformer::QueryView<Interval>& view) {
                            for (const Interval& e : view.attention.exponentials) {
                              seen.attention.push_back(e / view.attention.normaliser);
                            }
                          });
    note_state(z, seen);
  }
  return seen;
}

/// Every pair overlaps, and is too narrow to do so by accident.
bool same(const std::vector<Interval>& a, const std::vector<Interval>& b) {
  REQUIRE(a.size() == b.size());
  return std::ranges::equal(a, b, [](const Interval& x, const Interval& y) {
    REQUIRE(width(x).hi_double() < 1e-50);
    REQUIRE(width(y).hi_double() < 1e-50);
    return overlap(x, y);
  });
}
bool same(const Behaviour& a, const Behaviour& b) {
  return same(a.attention, b.attention) && same(a.features, b.features) &&
         same(a.label_differences, b.label_differences);
}

/// diag(a I, g I + b 11ᵀ): one matrix of the recursion's form.
struct Form {
  double a, g, b;
};
struct LayerForm {
  Form qk, ov;
};
using Forms = std::vector<LayerForm>;

Forms random_forms(int depth, Random& random) {
  const auto form = [&] { return Form{short_number(random), short_number(random), short_number(random)}; };
  Forms forms;
  for (int t = 0; t < depth; ++t) forms.push_back({form(), form()});
  return forms;
}

Weights weights_of_forms(const Forms& forms, int d, int classes) {
  Weights weights{d, classes, std::nullopt, {}, {}};
  const auto matrix = [&](const Form& f) { return transformer::to_matrix({f.a, 0, f.g + f.b, f.b, 0, 0}, d, classes); };
  for (const LayerForm& layer : forms) weights.layers.push_back({matrix(layer.qk), matrix(layer.ov)});
  return weights;
}

/// M + s vᵀ or M + v sᵀ, s = [0; 1].
Rows<double> with_label_rows(Rows<double> m, int d, const std::vector<double>& v) {
  for (std::size_t row = static_cast<std::size_t>(d); row < m.rows(); ++row) {
    for (std::size_t column = 0; column < m.columns(); ++column) m[row][column] += v[column];
  }
  return m;
}
Rows<double> with_label_columns(Rows<double> m, int d, const std::vector<double>& v) {
  for (std::size_t row = 0; row < m.rows(); ++row) {
    for (std::size_t column = static_cast<std::size_t>(d); column < m.columns(); ++column) m[row][column] += v[row];
  }
  return m;
}

std::vector<double> random_vector(int size, Random& random) {
  std::vector<double> v;
  for (int k = 0; k < size; ++k) v.push_back(short_number(random));
  return v;
}

Weights short_weights(int d, int classes, int depth, Random& random) {
  Weights weights = transformer::zero_weights(d, classes, depth);
  for (transformer::LayerWeights& layer : weights.layers) {
    for (Rows<double>* matrix : {&layer.qk, &layer.ov}) {
      for (std::size_t row = 0; row < matrix->rows(); ++row) {
        for (double& entry : (*matrix)[row]) entry = short_number(random) / 2;
      }
    }
  }
  return weights;
}

constexpr int examples = 6;

TEST_CASE("with labels on all points, the label backgrounds of the recursion's form are a gauge") {
  for (int index = 0; index < examples; ++index) {
    Random random(1, "background-gauge", static_cast<std::uint64_t>(index));
    const int d = 1 + index % 3, classes = 2 + index % 3;
    const Forms forms = random_forms(3, random);
    Forms others = forms;
    for (LayerForm& layer : others) layer.qk.b = short_number(random), layer.ov.b = short_number(random);
    const recursion::Task labelled = random_task(d, classes, 5, false, random);
    const Weights one = weights_of_forms(forms, d, classes), other = weights_of_forms(others, d, classes);
    CHECK(same(behaviour(one, labelled), behaviour(other, labelled)));

    Forms different = forms;
    different[0].qk.g += others[0].qk.b == 0 ? 1 : others[0].qk.b;  // as large, and no gauge
    CHECK(!same(behaviour(one, labelled), behaviour(weights_of_forms(different, d, classes), labelled)));
    const recursion::Task partly = random_task(d, classes, 5, true, random);
    CHECK(!same(behaviour(one, partly), behaviour(other, partly)));
  }
}

TEST_CASE("the first layer's W_QK is known up to one vector added to its label rows, if all points are labelled") {
  for (int index = 0; index < examples; ++index) {
    Random random(2, "label-rows", static_cast<std::uint64_t>(index));
    const int d = 1 + index % 2, classes = 2 + index % 2;
    const Weights weights = short_weights(d, classes, 2, random);
    const std::vector<double> v = random_vector(weights.width(), random);
    Weights rows = weights, columns = weights;
    rows.layers[0].qk = with_label_rows(weights.layers[0].qk, d, v);
    columns.layers[0].qk = with_label_columns(weights.layers[0].qk, d, v);
    const recursion::Task labelled = random_task(d, classes, 4, false, random);
    CHECK(same(behaviour(weights, labelled), behaviour(rows, labelled)));
    CHECK(!same(behaviour(weights, labelled), behaviour(columns, labelled)));
    const recursion::Task partly = random_task(d, classes, 4, true, random);
    CHECK(!same(behaviour(weights, partly), behaviour(rows, partly)));

    // At the next layer the label sums of a general model differ from point to point.
    Weights later = weights;
    later.layers[1].qk = with_label_rows(weights.layers[1].qk, d, v);
    CHECK(!same(behaviour(weights, labelled), behaviour(later, labelled)));
  }
}

TEST_CASE("of the last layer's W_OV a prediction sees the label rows, up to one vector added to them") {
  for (int index = 0; index < examples; ++index) {
    Random random(3, "last-layer", static_cast<std::uint64_t>(index));
    const int d = 1 + index % 2, classes = 2 + index % 2;
    const Weights weights = short_weights(d, classes, 2, random);
    const std::vector<double> v = random_vector(weights.width(), random);
    const recursion::Task task = random_task(d, classes, 4, index % 2 == 0, random);
    const auto prediction_with = [&](std::size_t layer, const Rows<double>& ov) {
      Weights changed = weights;
      changed.layers[layer].ov = ov;
      return behaviour(changed, task).prediction;
    };
    const std::vector<Interval> own = behaviour(weights, task).prediction;
    Rows<double> other_features = weights.layers[1].ov;
    for (std::size_t row = 0; row < static_cast<std::size_t>(d); ++row) {
      for (double& entry : other_features[row]) entry = short_number(random);
    }
    CHECK(same(own, prediction_with(1, with_label_rows(weights.layers[1].ov, d, v))));
    CHECK(same(own, prediction_with(1, other_features)));
    CHECK(!same(own, prediction_with(1, with_label_columns(weights.layers[1].ov, d, v))));
    CHECK(!same(own, prediction_with(0, with_label_rows(weights.layers[0].ov, d, v))));
  }
}

TEST_CASE("centred attention leaves the step's label background free, whatever is labelled") {
  for (int index = 0; index < examples; ++index) {
    Random random(4, "centred-attention", static_cast<std::uint64_t>(index));
    const int d = 1 + index % 2, classes = index % 2 == 0 ? 2 : 4;  // −g/K has to be a binary64
    Forms forms = random_forms(3, random);
    for (LayerForm& layer : forms) layer.qk.b = -layer.qk.g / classes;
    Forms others = forms;
    for (LayerForm& layer : others) layer.ov.b = short_number(random);
    const recursion::Task partly = random_task(d, classes, 4, true, random);
    CHECK(same(behaviour(weights_of_forms(forms, d, classes), partly),
               behaviour(weights_of_forms(others, d, classes), partly)));
  }
}

/// Each number of a layer's form, and what the program says of it.
struct Number {
  const char* name;
  std::function<double&(LayerForm&)> of;
  bool transformer::Identifiable::*identifiable;
};
const std::vector<Number> numbers_of_the_form = {
    {"alpha", [](LayerForm& l) -> double& { return l.qk.a; }, &transformer::Identifiable::alpha},
    {"gamma", [](LayerForm& l) -> double& { return l.qk.g; }, &transformer::Identifiable::gamma},
    {"alpha_prime", [](LayerForm& l) -> double& { return l.ov.a; }, &transformer::Identifiable::alpha_prime},
    {"gamma_prime", [](LayerForm& l) -> double& { return l.ov.g; }, &transformer::Identifiable::gamma_prime},
    {"delta_qk", [](LayerForm& l) -> double& { return l.qk.b; }, &transformer::Identifiable::delta_qk},
    {"delta_ov", [](LayerForm& l) -> double& { return l.ov.b; }, &transformer::Identifiable::delta_ov}};

TEST_CASE("what is said not to be identifiable leaves the prediction alone, and everything else moves it") {
  for (int depth = 1; depth <= 3; ++depth) {
    Random random(5, "identifiable", static_cast<std::uint64_t>(depth));
    const Forms forms = random_forms(depth, random);
    for (const bool partly : {false, true}) {
      const recursion::Task task = random_task(2, 3, 4, partly, random);
      const std::vector<Interval> own = behaviour(weights_of_forms(forms, 2, 3), task).prediction;
      for (int layer = 0; layer < depth; ++layer) {
        const auto said = transformer::identifiable(layer, depth, partly ? Labelling::partial : Labelling::full);
        for (const Number& number : numbers_of_the_form) {
          CAPTURE(depth);
          CAPTURE(layer);
          CAPTURE(partly);
          CAPTURE(number.name);
          Forms changed = forms;
          number.of(changed[static_cast<std::size_t>(layer)]) += 0.75;
          const auto prediction = behaviour(weights_of_forms(changed, 2, 3), task).prediction;
          CHECK(same(own, prediction) == !(said.*number.identifiable));
        }
      }
    }
  }
}

}  // namespace
}  // namespace margincert::transformer_tests
