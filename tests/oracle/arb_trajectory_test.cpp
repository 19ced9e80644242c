#include "arb/trajectory.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "benchmarks/eigen_trajectory.hpp"

namespace margincert::arb_tests {
namespace {

using arb::observables;
using arb::Real;
using arb::states;
using recursion::Extent;
using recursion::Observables;
using recursion::Parameters;
using recursion::Regime;
using recursion::Rows;
using recursion::Task;

constexpr slong closed_form_bits = 512;
constexpr double tight = 1e-100;

bool overlap(const Real& a, const Real& b) { return arb_overlaps(a.get(), b.get()) != 0; }
double midpoint(const Real& a) { return arf_get_d(arb_midref(a.get()), ARF_RND_NEAR); }
double radius(const Real& a) { return mag_get_d(arb_radref(a.get())); }

/// Closed forms, written with operators; 512 bits throughout.
Real point(double x) { return Real::exact(x, closed_form_bits); }
Real ratio(long numerator, long denominator) { return Real::ratio(numerator, denominator, closed_form_bits); }
/// By Arb's own function, which the recursion does not use.
Real hyperbolic_tangent(double x) {
  arb_t ball;
  arb_init(ball);
  arb_tanh(ball, point(x).get(), closed_form_bits);
  const Real result = Real::enclosing(ball, closed_form_bits);
  arb_clear(ball);
  return result;
}
/// 1 / (1 + e^{-x}) = (1 + tanh(x/2)) / 2.
Real logistic(double x) { return (1 + hyperbolic_tangent(x / 2)) / 2; }

/// The value that 512 bits give is this real number: it meets the closed form, and leaves no room for another.
void check_value(const Real& value, const Real& expected) {
  CAPTURE(midpoint(value));
  CAPTURE(midpoint(expected));
  CHECK(overlap(value, expected));
  CHECK(radius(value) < tight);
}
void check_value(const std::optional<Real>& value, const Real& expected) {
  REQUIRE(value.has_value());
  check_value(*value, expected);
}
void check_extent(const std::optional<Extent<Real>>& extent, const Real& min, const Real& max) {
  REQUIRE(extent.has_value());
  check_value(extent->min, min);
  check_value(extent->max, max);
}
void check_extent(const std::optional<Extent<Real>>& extent, const Real& both) { check_extent(extent, both, both); }

/// x_1 = 1 in class 0, x_2 = -1 in class 1, the probe at 1 in class 0. By symmetry every softmax is a logistic.
Task opposite_points() {
  Task task{2, Rows<double>(2, 1, 1.0), {0, 1}, {1.0}, 0};
  task.features[1][0] = -1.0;
  return task;
}

constexpr recursion::LayerParameters layer{0.75, 1.5, 0.5, 0.25};
Parameters one_layer() { return {1, 2, recursion::MinusOneOverClasses{}, {layer}}; }

/// Own logit α + γ/2 against its negative: the training average is τ = tanh(α + γ/2), the probe's θ = tanh α.
void check_opposite_points(Regime regime, const Real& tau, const Real& leakage) {
  const auto layers = observables({opposite_points(), one_layer()}, regime, closed_form_bits);
  const Real theta = hyperbolic_tangent(layer.alpha);
  REQUIRE(layers.size() == 2);

  const Observables<Real>& before = layers[0];
  CHECK(before.layer == 0);
  check_value(before.norm_squared, point(1.0));
  check_extent(before.same_class, point(1.0));
  check_extent(before.cross_class, point(-1.0));
  check_extent(before.probe_in_class, point(1.0));
  check_extent(before.probe_cross_class, point(-1.0));
  check_value(before.geometric_margin, point(2.0));
  check_extent(before.label_difference, point(0.0));
  check_value(before.label_spread, point(0.0));
  check_value(before.label_deviation, point(0.0));

  REQUIRE(before.attention.has_value());
  REQUIRE(before.attention->class_mass.size() == 2);
  check_value(before.attention->class_mass[0], logistic(2 * layer.alpha));
  check_value(before.attention->class_mass[1], logistic(-2 * layer.alpha));
  check_value(before.attention->leakage, leakage);
  check_value(before.attention->class_logit[0], point(layer.alpha));
  check_value(before.attention->class_logit[1], point(-layer.alpha));
  check_value(before.attention->geometric_logit[0], point(layer.alpha));
  check_value(before.attention->geometric_logit[1], point(-layer.alpha));
  check_value(before.attention->class_logit_gap, point(2 * layer.alpha));
  check_extent(before.attention->probe_pull_in_class, theta);
  check_extent(before.attention->probe_pull_cross_class, -theta);
  check_extent(before.attention->train_pull_in_class, tau);
  check_extent(before.attention->train_pull_cross_class, -tau);

  const Observables<Real>& after = layers[1];
  const Real trained = 1 + point(layer.alpha_prime) * tau;
  const Real probe = 1 + point(layer.alpha_prime) * theta;
  CHECK(after.layer == 1);
  check_value(after.norm_squared, trained * trained);
  check_extent(after.same_class, trained * trained);
  check_extent(after.cross_class, -(trained * trained));
  check_extent(after.probe_in_class, probe * trained);
  check_extent(after.probe_cross_class, -(probe * trained));
  check_value(after.geometric_margin, 2 * probe * trained);
  check_extent(after.label_difference, point(layer.gamma_prime) * theta);
  check_value(after.label_spread, point(layer.gamma_prime) * theta);
  check_value(after.label_deviation, point(layer.gamma_prime) * (1 + -tau));
  CHECK_FALSE(after.attention.has_value());
}

Task random_task(std::mt19937_64& engine, std::size_t points, std::size_t features, int classes) {
  std::normal_distribution<double> gaussian;
  std::uniform_int_distribution<int> label(-1, classes - 1);
  Task task{classes, Rows<double>(points, features, 0.0), {}, std::vector<double>(features), classes - 1};
  for (std::size_t i = 0; i < points; ++i) {
    for (double& coordinate : task.features[i]) coordinate = 0.5 * gaussian(engine);
    const int drawn = label(engine);
    task.labels.push_back(drawn < 0 ? std::nullopt : std::optional(drawn));
  }
  for (double& coordinate : task.probe) coordinate = 0.5 * gaussian(engine);
  return task;
}

Parameters random_parameters(std::mt19937_64& engine, const Task& task) {
  std::uniform_real_distribution<double> signed_unit(-1.0, 1.0);
  const recursion::LabelBackground backgrounds[] = {recursion::MinusOneOverClasses{}, recursion::Fraction{-2, 7},
                                                    0.125};
  Parameters parameters{task.feature_dim(), task.classes, backgrounds[engine() % 3], {}};
  for (int t = 0; t < 3; ++t) {
    parameters.layers.push_back(
        {2 * signed_unit(engine), 3 * signed_unit(engine), 0.5 * signed_unit(engine), 0.5 * signed_unit(engine)});
  }
  return parameters;
}

void append(std::vector<std::optional<Real>>& values, const std::optional<Extent<Real>>& extent) {
  values.push_back(extent ? std::optional(extent->min) : std::nullopt);
  values.push_back(extent ? std::optional(extent->max) : std::nullopt);
}

/// Every number of one layer in a fixed order, absent ones included.
std::vector<std::optional<Real>> flattened(const Observables<Real>& seen) {
  std::vector<std::optional<Real>> values{seen.norm_squared, seen.geometric_margin, seen.label_spread,
                                          seen.label_deviation};
  for (const auto* extent :
       {&seen.same_class, &seen.cross_class, &seen.probe_in_class, &seen.probe_cross_class, &seen.label_difference}) {
    append(values, *extent);
  }
  values.insert(values.end(), seen.probe_label.begin(), seen.probe_label.end());
  if (!seen.attention) return values;
  const auto& attention = *seen.attention;
  values.insert(values.end(), attention.class_mass.begin(), attention.class_mass.end());
  values.push_back(attention.leakage);
  values.insert(values.end(), attention.class_logit.begin(), attention.class_logit.end());
  values.insert(values.end(), attention.geometric_logit.begin(), attention.geometric_logit.end());
  values.push_back(attention.class_logit_gap);
  for (const auto* extent : {&attention.probe_pull_in_class, &attention.probe_pull_cross_class,
                             &attention.train_pull_in_class, &attention.train_pull_cross_class}) {
    append(values, *extent);
  }
  return values;
}

void check_same_observables(const Observables<Real>& coarse, const Observables<Real>& fine) {
  const auto coarse_values = flattened(coarse);
  const auto fine_values = flattened(fine);
  REQUIRE(coarse_values.size() == fine_values.size());
  for (std::size_t k = 0; k < coarse_values.size(); ++k) {
    CAPTURE(k);
    REQUIRE(coarse_values[k].has_value() == fine_values[k].has_value());
    if (!coarse_values[k]) continue;
    CHECK(overlap(*coarse_values[k], *fine_values[k]));
    CHECK(radius(*coarse_values[k]) < 1e-6);
    CHECK(radius(*fine_values[k]) < tight);
  }
}

}  // namespace

TEST_CASE("two opposite points follow their closed forms in the full regime") {
  check_opposite_points(Regime::full, hyperbolic_tangent(layer.alpha + layer.gamma / 2),
                        logistic(-(2 * layer.alpha + layer.gamma)));
}

TEST_CASE("two opposite points follow their closed forms in the class-pure regime") {
  check_opposite_points(Regime::class_pure, point(1.0), point(0.0));
}

TEST_CASE("uniform attention gives fractions, and every extent keeps its two ends apart") {
  Task task{3, Rows<double>(5, 1, 0.0), {0, 0, 1, 1, 2}, {1.0}, 0};
  const double features[] = {1.0, 2.0, -1.0, 0.5, -2.0};  // mean 1/10
  for (std::size_t i = 0; i < 5; ++i) task.features[i][0] = features[i];
  // C = I + 11ᵀ turns the average label (2, 2, 1)/5 into (7, 7, 6)/5.
  const Parameters parameters{1, 3, recursion::Fraction{1, 1}, {{0, 0, 0, 1}}};
  const auto layers = observables({task, parameters}, Regime::full, closed_form_bits);

  check_value(layers[0].norm_squared, point(4.0));
  check_extent(layers[0].same_class, point(-0.5), point(4.0));
  check_extent(layers[0].cross_class, point(-4.0), point(2.0));
  check_extent(layers[0].probe_in_class, point(1.0), point(2.0));
  check_extent(layers[0].probe_cross_class, point(-2.0), point(0.5));
  check_value(layers[0].geometric_margin, point(0.5));
  const auto& attention = *layers[0].attention;
  check_value(attention.class_mass[1], ratio(2, 5));
  check_value(attention.class_mass[2], ratio(1, 5));
  check_value(attention.leakage, ratio(4, 5));
  check_value(attention.class_logit[2], point(0.0));
  check_value(attention.class_logit_gap, point(0.0));  // log 2 - log 2, not log 2 - log 1
  check_extent(attention.probe_pull_in_class, ratio(1, 10), ratio(1, 5));
  check_extent(attention.probe_pull_cross_class, ratio(-1, 5), ratio(1, 20));
  check_extent(attention.train_pull_in_class, ratio(1, 10));
  check_extent(attention.train_pull_cross_class, ratio(1, 10));
  check_extent(layers[1].label_difference, point(0.0), ratio(1, 5));
  check_value(layers[1].label_spread, ratio(1, 5));
  REQUIRE(layers[1].probe_label.size() == 3);
  check_value(layers[1].probe_label[0], ratio(7, 5));
  check_value(layers[1].probe_label[2], ratio(6, 5));
  // With G = 2 the class-2 label is off by Π((7, 7, 6)/5 - e_2) = (2, 2, -4)/5.
  check_value(layers[1].label_deviation, ratio(8, 5));
}

TEST_CASE("an unlabelled key counts as leakage, and is hidden from labelled points in the class-pure regime") {
  Task task = opposite_points();
  task.classes = 3;
  task.features = Rows<double>(3, 1, 1.0);
  task.labels = {0, 1, std::nullopt};
  const Parameters uniform_attention{1, 3, recursion::MinusOneOverClasses{}, {{0, 0, 1, 1}}};

  const auto full = observables({task, uniform_attention}, Regime::full, closed_form_bits);
  check_value(full[0].attention->leakage, ratio(2, 3));
  const auto pure = observables({task, uniform_attention}, Regime::class_pure, closed_form_bits);
  check_value(pure[0].attention->leakage, point(0.0));

  // The unlabelled point averages the labels (1/3, 1/3, 0), centred by C to (1, 1, -2)/9.
  const auto layers = states({task, uniform_attention}, Regime::class_pure, closed_form_bits);
  check_value(layers[1].y[2][0], ratio(1, 9));
  check_value(layers[1].y[2][2], ratio(-2, 9));
  // A labelled point attends to itself alone: 1 + Π e_0 = 1 + 2/3.
  check_value(layers[1].y[0][0], ratio(5, 3));
}

TEST_CASE("observables over an empty set are absent") {
  Task task = opposite_points();
  task.labels = {0, 0};
  const auto layers = observables({task, one_layer()}, Regime::full, 53);
  CHECK(layers[0].same_class.has_value());
  CHECK(layers[0].probe_in_class.has_value());
  CHECK_FALSE(layers[0].cross_class.has_value());
  CHECK_FALSE(layers[0].probe_cross_class.has_value());
  CHECK_FALSE(layers[0].geometric_margin.has_value());
  CHECK_FALSE(layers[0].attention->class_logit[1].has_value());
  CHECK_FALSE(layers[0].attention->geometric_logit[1].has_value());
  CHECK_FALSE(layers[0].attention->class_logit_gap.has_value());
  CHECK_FALSE(layers[0].attention->probe_pull_cross_class.has_value());
  CHECK_FALSE(layers[0].attention->train_pull_cross_class.has_value());

  task.labels = {std::nullopt, std::nullopt};
  const auto unlabelled = observables({task, one_layer()}, Regime::class_pure, 53);
  CHECK_FALSE(unlabelled[0].same_class.has_value());
  CHECK(arb_is_zero(unlabelled[0].label_deviation.get()) != 0);
  CHECK(arb_is_zero(unlabelled[0].attention->leakage.get()) != 0);
}

TEST_CASE("53 and 512 bits enclose the same observables") {
  std::mt19937_64 engine(20240611);
  for (const Regime regime : {Regime::full, Regime::class_pure}) {
    for (int trial = 0; trial < 20; ++trial) {
      const Task task = random_task(engine, 3 + engine() % 8, 1 + engine() % 4, 2 + static_cast<int>(engine() % 3));
      const Parameters parameters = random_parameters(engine, task);
      const auto coarse = observables({task, parameters}, regime, 53);
      const auto fine = observables({task, parameters}, regime, 512);
      CAPTURE(trial);
      REQUIRE(coarse.size() == 4);
      REQUIRE(fine.size() == 4);
      for (std::size_t t = 0; t < coarse.size(); ++t) check_same_observables(coarse[t], fine[t]);
    }
  }
}

TEST_CASE("states agree with a plain double program up to its rounding") {
  std::mt19937_64 engine(7);
  for (int trial = 0; trial < 10; ++trial) {
    const Task task = random_task(engine, 12, 3, 3);
    const Parameters parameters = random_parameters(engine, task);
    const auto certified = states({task, parameters}, Regime::full, 113);
    const auto plain = benchmarks::eigen_states(task, parameters);
    REQUIRE(certified.size() == plain.size());
    for (std::size_t t = 0; t < plain.size(); ++t) {
      for (std::size_t j = 0; j < 13; ++j) {
        const auto column = static_cast<Eigen::Index>(j);
        for (Eigen::Index k = 0; k < 3; ++k) {
          const auto coordinate = static_cast<std::size_t>(k);
          CHECK(std::abs(midpoint(certified[t].x[j][coordinate]) - plain[t].x(k, column)) < 1e-11);
          CHECK(std::abs(midpoint(certified[t].y[j][coordinate]) - plain[t].y(k, column)) < 1e-11);
        }
      }
    }
  }
}

}  // namespace margincert::arb_tests
