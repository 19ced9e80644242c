#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "recursion/trajectory.hpp"
#include "tests/recursion/compare.hpp"
#include "tests/recursion/random_tasks.hpp"
#include "tests/support/property.hpp"

namespace margincert::recursion_tests {
namespace {

using recursion::LayerParameters;
using recursion::Observables;
using recursion::Parameters;
using recursion::Regime;
using recursion::Task;
using testing::check_property;

constexpr Precision law_bits{113};

/// A task and parameters on a dyadic grid, drawn and shrunk as integers.
struct Case {
  Task task;
  Parameters parameters;
  Regime regime;

  Layers layers() const { return recursion::enclose_observables({task, parameters}, regime, law_bits); }
};

enum class Labelling { full, partial };

double grid(int numerator) { return numerator / 8.0; }

Case draw_case(Labelling labelling) {
  const int n = *rc::gen::inRange(1, 7), classes = *rc::gen::inRange(2, 5), d = *rc::gen::inRange(1, 4);
  Case drawn{{classes, recursion::Rows<double>(n, d, 0.0), {}, std::vector<double>(d), *rc::gen::inRange(0, classes)},
             {d, classes, recursion::MinusOneOverClasses{}, {}},
             *rc::gen::arbitrary<bool>() ? Regime::full : Regime::class_pure};
  for (int i = 0; i < n; ++i) {
    for (double& x : drawn.task.features[i]) x = grid(*rc::gen::inRange(-12, 13));
    const int label = *rc::gen::inRange(labelling == Labelling::full ? 0 : -1, classes);
    drawn.task.labels.push_back(label < 0 ? std::nullopt : std::optional(label));
  }
  for (double& x : drawn.task.probe) x = grid(*rc::gen::inRange(-12, 13));
  if (*rc::gen::arbitrary<bool>()) drawn.parameters.label_background = recursion::Fraction{-2, 7};
  for (int t = *rc::gen::inRange(1, 3); t > 0; --t) {
    const auto draw = [] { return grid(*rc::gen::inRange(-16, 17)); };
    const double alpha = draw(), gamma = draw(), alpha_prime = draw() / 2, gamma_prime = draw() / 2;
    drawn.parameters.layers.push_back({alpha, gamma, alpha_prime, gamma_prime});
  }
  return drawn;
}

/// Where each of `size` things goes.
std::vector<int> draw_permutation(int size) {
  std::vector<int> places(size);
  std::iota(places.begin(), places.end(), 0);
  for (int i = size - 1; i > 0; --i) std::swap(places[i], places[*rc::gen::inRange(0, i + 1)]);
  return places;
}

template <class T>
std::vector<T> permuted(const std::vector<T>& values, const std::vector<int>& places) {
  std::vector<T> result = values;
  for (std::size_t i = 0; i < values.size(); ++i) result[places[i]] = values[i];
  return result;
}

void permute_class_lists(Observables<Interval>& seen, const std::vector<int>& places) {
  seen.probe_label = permuted(seen.probe_label, places);
  if (!seen.attention) return;
  seen.attention->class_mass = permuted(seen.attention->class_mass, places);
  seen.attention->class_logit = permuted(seen.attention->class_logit, places);
  seen.attention->geometric_logit = permuted(seen.attention->geometric_logit, places);
}

void multiply(std::optional<recursion::Extent<Interval>>& extent, const Interval& factor) {
  if (extent) extent = recursion::Extent<Interval>{extent->min * factor, extent->max * factor};
}

/// Everything that is a product of features grows by the factor; what comes from labels and attention does not.
void multiply_products(Observables<Interval>& seen, const Interval& factor) {
  seen.norm_squared *= factor;
  for (auto* extent : {&seen.same_class, &seen.cross_class, &seen.probe_in_class, &seen.probe_cross_class}) {
    multiply(*extent, factor);
  }
  if (seen.geometric_margin) *seen.geometric_margin *= factor;
  if (!seen.attention) return;
  for (auto* extent : {&seen.attention->probe_pull_in_class, &seen.attention->probe_pull_cross_class,
                       &seen.attention->train_pull_in_class, &seen.attention->train_pull_cross_class}) {
    multiply(*extent, factor);
  }
}

void add_to_logits(Observables<Interval>& seen, const Interval& term) {
  if (!seen.attention) return;
  for (auto* logits : {&seen.attention->class_logit, &seen.attention->geometric_logit}) {
    for (auto& logit : *logits) {
      if (logit) *logit += term;
    }
  }
}

}  // namespace

TEST_CASE("the order of the training points shows in nothing") {
  check_property("recursion.permute-points", [] {
    const Case plain = draw_case(Labelling::partial);
    const std::vector<int> places = draw_permutation(plain.task.points());
    Case moved = plain;
    moved.task.labels = permuted(plain.task.labels, places);
    for (int i = 0; i < plain.task.points(); ++i) {
      std::ranges::copy(plain.task.features[i], moved.task.features[places[i]].begin());
    }
    RC_ASSERT(first_disjoint(plain.layers(), moved.layers()) == "");
  });
}

TEST_CASE("renaming the classes renames the observables and changes none") {
  check_property("recursion.permute-classes", [] {
    const Case plain = draw_case(Labelling::partial);
    const std::vector<int> places = draw_permutation(plain.task.classes);
    Case renamed = plain;
    for (auto& label : renamed.task.labels) {
      if (label) label = places[*label];
    }
    renamed.task.probe_class = places[plain.task.probe_class];
    Layers expected = plain.layers();
    for (auto& layer : expected) permute_class_lists(layer, places);
    RC_ASSERT(first_disjoint(renamed.layers(), expected) == "");
  });
}

TEST_CASE("the order of the feature coordinates shows in nothing") {
  check_property("recursion.permute-coordinates", [] {
    const Case plain = draw_case(Labelling::partial);
    const std::vector<int> places = draw_permutation(plain.task.feature_dim());
    Case moved = plain;
    moved.task.probe = permuted(plain.task.probe, places);
    for (int i = 0; i < plain.task.points(); ++i) {
      for (int k = 0; k < plain.task.feature_dim(); ++k) {
        moved.task.features[i][places[k]] = plain.task.features[i][k];
      }
    }
    RC_ASSERT(first_disjoint(plain.layers(), moved.layers()) == "");
  });
}

TEST_CASE("features scaled by 2^k with α scaled by 4^-k scale every product by 4^k, to the last bit") {
  check_property("recursion.scale", [] {
    const Case plain = draw_case(Labelling::partial);
    const int k = *rc::gen::inRange(-30, 31);
    Case scaled = plain;
    for (int i = 0; i < plain.task.points(); ++i) {
      for (double& x : scaled.task.features[i]) x = std::ldexp(x, k);
    }
    for (double& x : scaled.task.probe) x = std::ldexp(x, k);
    for (LayerParameters& layer : scaled.parameters.layers) layer.alpha = std::ldexp(layer.alpha, -2 * k);
    Layers expected = plain.layers();
    for (auto& layer : expected) multiply_products(layer, Interval::exact(std::ldexp(1.0, 2 * k), law_bits));
    RC_ASSERT(first_difference(scaled.layers(), expected,
                               [](const Interval& a, const Interval& b) { return same_endpoints(a, b); }) == "");
  });
}

TEST_CASE("taking every point m times adds log m to the class logits and changes nothing else") {
  check_property("recursion.copies", [] {
    const Case plain = draw_case(Labelling::partial);
    const int copies = *rc::gen::inRange(2, 4), n = plain.task.points();
    Case copied = plain;
    copied.task.features = recursion::Rows<double>(copies * n, plain.task.feature_dim(), 0.0);
    copied.task.labels.clear();
    for (int i = 0; i < copies * n; ++i) {
      std::ranges::copy(plain.task.features[i % n], copied.task.features[i].begin());
      copied.task.labels.push_back(plain.task.labels[i % n]);
    }
    Layers expected = plain.layers();
    for (auto& layer : expected) add_to_logits(layer, log(Interval::integer(copies, law_bits)));
    RC_ASSERT(first_disjoint(copied.layers(), expected) == "");
  });
}

TEST_CASE("a duplicated point weighs as one point whose logit is larger by log 2") {
  check_property("recursion.duplicate", [] {
    Case plain = draw_case(Labelling::full);
    plain.regime = Regime::full;
    plain.parameters.layers.resize(1);
    const int n = plain.task.points(), twice = *rc::gen::inRange(0, n);
    Case doubled = plain;
    doubled.task.features = recursion::Rows<double>(n + 1, plain.task.feature_dim(), 0.0);
    for (int i = 0; i <= n; ++i) {
      std::ranges::copy(plain.task.features[i < n ? i : twice], doubled.task.features[i].begin());
    }
    doubled.task.labels.push_back(plain.task.labels[twice]);

    // The probe's label starts at 0, so its logits are α⟨x_i, x_*⟩ and the masses can be written down.
    const Interval alpha = Interval::exact(plain.parameters.layers[0].alpha, law_bits);
    std::vector<Interval> mass(plain.task.classes, Interval(law_bits));
    Interval total(law_bits);
    for (int i = 0; i < n; ++i) {
      Interval product(law_bits);
      for (int k = 0; k < plain.task.feature_dim(); ++k) {
        product.add_product(Interval::exact(plain.task.features[i][k], law_bits),
                            Interval::exact(plain.task.probe[k], law_bits));
      }
      const Interval weight = (i == twice ? 2 : 1) * exp(alpha * product);
      mass[*plain.task.labels[i]] += weight;
      total += weight;
    }
    const Layers layers = doubled.layers();
    for (int c = 0; c < plain.task.classes; ++c) {
      RC_ASSERT(overlap(layers[0].attention->class_mass[c], mass[c] / total));
    }
  });
}

TEST_CASE("class-pure attention leaks exactly nothing, and its labels do not deviate") {
  check_property("recursion.purity", [] {
    Case drawn = draw_case(Labelling::full);
    drawn.regime = Regime::class_pure;
    for (const auto& layer : drawn.layers()) {
      RC_ASSERT(overlap(layer.label_deviation, Interval(law_bits)));
      if (layer.attention) RC_ASSERT(same_endpoints(layer.attention->leakage, Interval(law_bits)));
    }
  });
}

TEST_CASE("class masses of labelled tasks add up to 1, and leakage is a share") {
  check_property("recursion.masses", [] {
    const Case drawn = draw_case(Labelling::full);
    const Interval one = Interval::integer(1, law_bits);
    for (const auto& layer : drawn.layers()) {
      if (!layer.attention) continue;
      Interval sum(law_bits);
      for (const Interval& mass : layer.attention->class_mass) sum += mass;
      RC_ASSERT(contains(sum, one));
      RC_ASSERT(width(sum).hi_double() < 1e-25);
      RC_ASSERT(is_less(layer.attention->leakage, Interval(law_bits)) != numeric::Truth::yes);
      RC_ASSERT(is_less(one, layer.attention->leakage) != numeric::Truth::yes);
    }
  });
}

TEST_CASE("labels are exact before the first step") {
  check_property("recursion.label-start", [] {
    const auto start = draw_case(Labelling::partial).layers().front();
    const Interval zero(law_bits);
    RC_ASSERT(same_endpoints(start.label_difference->min, zero));
    RC_ASSERT(same_endpoints(start.label_difference->max, zero));
    RC_ASSERT(same_endpoints(start.label_spread, zero));
    RC_ASSERT(same_endpoints(start.label_deviation, zero));
    for (const Interval& entry : start.probe_label) RC_ASSERT(same_endpoints(entry, zero));
  });
}

TEST_CASE("steps of size zero leave the state where it was, as points") {
  check_property("recursion.rest", [] {
    Case drawn = draw_case(Labelling::partial);
    for (LayerParameters& layer : drawn.parameters.layers) layer.alpha_prime = layer.gamma_prime = 0;
    const recursion::IntervalArithmetic arithmetic(law_bits);
    const auto start = recursion::initial_state(drawn.task, arithmetic);
    const auto end = recursion::final_state({drawn.task, drawn.parameters}, drawn.regime, arithmetic);
    for (std::size_t j = 0; j <= start.probe(); ++j) {
      for (std::size_t k = 0; k < start.features.columns(); ++k) {
        RC_ASSERT(end.features[j][k].is_point());
        RC_ASSERT(same_endpoints(end.features[j][k], start.features[j][k]));
      }
      for (std::size_t c = 0; c < start.labels.columns(); ++c) {
        RC_ASSERT(same_endpoints(end.labels[j][c], start.labels[j][c]));
      }
    }
  });
}

}  // namespace margincert::recursion_tests
