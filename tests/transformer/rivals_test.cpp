#include <doctest/doctest.h>

#include <cmath>

#include "transformer/rivals/kernel_descent.hpp"
#include "transformer/rivals/mean_shift.hpp"
#include "transformer/rivals/no_op.hpp"
#include "transformer/rivals/normalised_descent.hpp"

namespace margincert::transformer_tests {
namespace {

using recursion::DoubleArithmetic;
using recursion::MinusOneOverClasses;
using recursion::Parameters;
using recursion::Task;
using transformer::State;
namespace rivals = transformer::rivals;

const double ln2 = std::log(2.0);

/// Two points at 1 and -1 of classes 0 and 1, the probe at 1, d = 1. With α = ln 2, κ(x_i, x_*) is 2 and 1/2, hence
/// A_i* = 0.8 and 0.2; point 0 sees the same, point 1 the mirror image.
Task two_classes_at_ones() {
  Task task{2, recursion::Rows<double>(2, 1, 1.0), {0, 1}, {1.0}, 0};
  task.features[1][0] = -1;
  return task;
}

Parameters one_layer(const recursion::LayerParameters& numbers) { return {1, 2, MinusOneOverClasses{}, {numbers}}; }

template <class D>
State<double> after_one_layer(const D& dynamics, const Task& task) {
  int queries = 0;
  const auto next = dynamics.next(recursion::initial_state(task, DoubleArithmetic()), 0, DoubleArithmetic(),
                                  [&](const transformer::QueryView<double>&) { ++queries; });
  CHECK(queries == (D::attends ? task.points() + 1 : 0));
  return next;
}

void check_token(const State<double>& z, std::size_t token, double x, double first, double second) {
  CAPTURE(token);
  CHECK(z.features[token][0] == doctest::Approx(x).epsilon(1e-14));
  CHECK(z.labels[token][0] == doctest::Approx(first).epsilon(1e-14));
  CHECK(z.labels[token][1] == doctest::Approx(second).epsilon(1e-14));
}

TEST_CASE("label-blind mean shift by hand") {
  // Averages of the probe: features 0.8 - 0.2 = 0.6, labels Π (0.8, 0.2) = (0.3, -0.3). γ is given and not used.
  const auto z = after_one_layer(rivals::MeanShift(one_layer({ln2, 7, 0.5, 2})), two_classes_at_ones());
  check_token(z, 0, 1.3, 1.6, -0.6);
  check_token(z, 1, -1.3, -0.6, 1.6);
  check_token(z, 2, 1.3, 0.6, -0.6);
}

TEST_CASE("kernel gradient descent by hand") {
  // Residuals shrink by η Π (0.8, 0.2), the probe's prediction grows by it.
  const auto z = after_one_layer(rivals::KernelDescent{one_layer({ln2, 7, 9, 0.5})}, two_classes_at_ones());
  check_token(z, 0, 1, 0.85, 0.15);
  check_token(z, 1, -1, 0.15, 0.85);
  check_token(z, 2, 1, 0.15, -0.15);
}

TEST_CASE("normalised gradient descent by hand") {
  // W = 0: g = (1/2, -1/2) 1 + (-1/2, 1/2) (-1) = (1, -1), its norm √2; η = √2 makes ΔW = (1, -1).
  const Task task = two_classes_at_ones();
  const rivals::NormalisedDescent unbound{one_layer({3, 5, 7, std::sqrt(2.0)}), {}};
  const auto z = after_one_layer(unbound.bound_to(task), task);
  check_token(z, 0, 1, 2, -1);
  check_token(z, 1, -1, -1, 2);
  check_token(z, 2, 1, 1, -1);
}

TEST_CASE("no-op by hand") {
  const Task task = two_classes_at_ones();
  const auto z = after_one_layer(rivals::NoOp{one_layer({1, 1, 1, 1})}, task);
  check_token(z, 0, 1, 1, 0);
  check_token(z, 2, 1, 0, 0);
}

/// d = 2, K = 3, five points, one of them unlabelled.
Task five_points() {
  Task task{3, recursion::Rows<double>(5, 2, 0.0), {0, 1, std::nullopt, 2, 1}, {0.5, -0.25}, 0};
  const double numbers[5][2] = {{1, 0.5}, {-0.75, 0.25}, {0.5, 0.5}, {0.125, -1}, {-0.5, -0.5}};
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t k = 0; k < 2; ++k) task.features[i][k] = numbers[i][k];
  }
  return task;
}

TEST_CASE("normalised gradient descent read off tokens is the iteration of its matrix") {
  const Task task = five_points();
  const double eta[3] = {0.75, 1.5, -0.5};
  Parameters parameters{2, 3, MinusOneOverClasses{}, {{0, 0, 0, eta[0]}, {0, 0, 0, eta[1]}, {0, 0, 0, eta[2]}}};
  const auto dynamics = rivals::NormalisedDescent{parameters, {}}.bound_to(task);
  auto z = recursion::initial_state(task, DoubleArithmetic());

  double w[3][2] = {};
  for (int t = 0; t < 3; ++t) {
    z = dynamics.next(z, t, DoubleArithmetic(), [](const transformer::QueryView<double>&) {});
    double g[3][2] = {}, squares = 0;
    for (std::size_t i = 0; i < 5; ++i) {
      if (!task.labels[i]) continue;
      double e[3], sum = 0;
      for (int c = 0; c < 3; ++c) sum += e[c] = std::exp(w[c][0] * task.features[i][0] + w[c][1] * task.features[i][1]);
      for (int c = 0; c < 3; ++c) {
        for (int k = 0; k < 2; ++k) g[c][k] += ((c == *task.labels[i] ? 1 : 0) - e[c] / sum) * task.features[i][k];
      }
    }
    for (const auto& row : g) squares += row[0] * row[0] + row[1] * row[1];
    for (int c = 0; c < 3; ++c) {
      for (int k = 0; k < 2; ++k) w[c][k] += eta[t] * g[c][k] / std::sqrt(squares);
    }
  }
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(z.labels[5][c] == doctest::Approx(w[c][0] * task.probe[0] + w[c][1] * task.probe[1]).epsilon(1e-12));
  }
}

/// Points that cancel: g = 0 at W = 0.
TEST_CASE("a gradient of exactly zero moves nothing in binary64 and is poison in enclosures") {
  Task task{2, recursion::Rows<double>(2, 1, 1.0), {0, 1}, {1.0}, 0};
  const auto dynamics = rivals::NormalisedDescent{one_layer({0, 0, 0, 1}), {}}.bound_to(task);
  CHECK(after_one_layer(dynamics, task).labels[2][0] == 0);
  const recursion::BallArithmetic balls;
  const auto enclosed = dynamics.next(recursion::initial_state(task, balls), 0, balls,
                                      [](const transformer::QueryView<numeric::Ball>&) {});
  CHECK(enclosed.labels[2][0].is_poisoned());
}

/// The midpoints of tight enclosures are the numbers of binary64, up to its rounding.
template <class D>
void check_enclosed(const D& dynamics, const Task& task) {
  const DoubleArithmetic doubles;
  const recursion::IntervalArithmetic intervals{numeric::Precision(113)};
  const auto plain = dynamics.next(recursion::initial_state(task, doubles), 0, doubles, [](const auto&) {});
  const auto enclosed = dynamics.next(recursion::initial_state(task, intervals), 0, intervals, [](const auto&) {});
  for (std::size_t j = 0; j <= plain.probe(); ++j) {
    for (std::size_t c = 0; c < plain.labels.columns(); ++c) {
      CHECK(width(enclosed.labels[j][c]).hi_double() < 1e-28);
      CHECK(enclosed.labels[j][c].mid_double() == doctest::Approx(plain.labels[j][c]).epsilon(1e-12));
    }
    for (std::size_t k = 0; k < plain.features.columns(); ++k) {
      CHECK(enclosed.features[j][k].mid_double() == doctest::Approx(plain.features[j][k]).epsilon(1e-12));
    }
  }
}

TEST_CASE("each rival is the same map in enclosures") {
  const Task task = five_points();
  const Parameters parameters{2, 3, MinusOneOverClasses{}, {{1.5, 2, -0.5, 0.75}}};
  check_enclosed(rivals::MeanShift(parameters), task);
  check_enclosed(rivals::KernelDescent{parameters}, task);
  check_enclosed(rivals::NormalisedDescent{parameters, {}}.bound_to(task), task);
  check_enclosed(rivals::NoOp{parameters}, task);
}

}  // namespace
}  // namespace margincert::transformer_tests
