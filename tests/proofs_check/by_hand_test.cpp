#include <doctest/doctest.h>

#include <algorithm>
#include <boost/multiprecision/mpfr.hpp>
#include <initializer_list>

#include "tests/proofs_check/examples.hpp"

/// One task small enough to follow: x_1 = 1 in class 0, x_2 = -1/2 in class 1, the probe at 3/4 in class 0. Every bound
/// is written out here once more, in decimal arithmetic and with intervals as plain pairs.
namespace margincert::proofs_tests {
namespace {

using Number =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<120>, boost::multiprecision::et_off>;

/// The enclosure holds the number, which is itself right to about 115 digits.
void check_value(const char* name, const Interval& enclosure, const Number& expected) {
  CAPTURE(name);
  const Interval value = Interval::outward(expected.backend().data(), expected.backend().data(), Precision(512));
  const Interval error = Interval::exact(0x1p-370, Precision(512));
  CHECK(overlap(enclosure, hull(value - error, value + error)));
  CHECK(width(enclosure).hi_double() < 1e-60);
}

Task by_hand_task() { return make_task(2, {{1}, {-0.5}}, {0, 1}, {0.75}, 0); }

// Layer 0: products 1 and 1/4 within classes, -1/2 across; the probe's are 3/4 and -3/8.
const Number rho = 0.25, rho_most = 1, lambda = -0.5, R = 0.75, L = -0.375;
const Number M = 1;  // N_0 = max(1, 1)

struct Pair {
  Number lo, hi;
};

Pair extremes(std::initializer_list<Number> values) { return {std::min(values), std::max(values)}; }
Pair sum(const Pair& a, const Pair& b) { return {a.lo + b.lo, a.hi + b.hi}; }
Pair times(const Number& s, const Pair& a) { return extremes({s * a.lo, s * a.hi}); }
Pair cut(const Pair& a, const Number& bound) { return {std::max<Number>(a.lo, -bound), std::min<Number>(a.hi, bound)}; }
/// Extremes over the corners: the expression is affine in each of its three variables.
Pair mix(const Pair& w, const Pair& u, const Pair& v) {
  Pair result = {w.lo * u.lo + (1 - w.lo) * v.lo, w.lo * u.lo + (1 - w.lo) * v.lo};
  for (const Number& weight : {w.lo, w.hi}) {
    for (const Number& a : {u.lo, u.hi}) {
      for (const Number& b : {v.lo, v.hi}) {
        const Number value = weight * a + (1 - weight) * b;
        result = {std::min(result.lo, value), std::max(result.hi, value)};
      }
    }
  }
  return result;
}

void check_range(const char* name, const proofs::RealRange& range, const Pair& expected) {
  check_value(name, range.lo, expected.lo);
  check_value(name, range.hi, expected.hi);
}

}  // namespace

TEST_CASE("Theorem B's bounds on a task of two points are the ones worked out by hand") {
  const Number alpha = 2, gamma = 0.5, a = 0.5, g = 0.25;
  const Task task = by_hand_task();
  const Example example{task, repeated(task, {2, 0.5, 0.5, 0.25}, 2), Regime::full};
  const Evidence evidence(example.problem(), Precision(256));
  const auto& bounds = evidence.leaky_bounds(proofs::Leakage::accounted);
  REQUIRE(bounds.size() == 3);

  // Attention at layer 0: r = r* = 1, η = W = Δ_y = 0, G = 1.
  const Number eps = 1 - 1 / (1 + exp(-(alpha * (rho - lambda) + gamma)));
  const Number h = alpha * (R - L), p = 1 / (1 + exp(-h));
  check_value("norm", bounds[0].norm, 1);
  check_value("in_class_floor", bounds[0].in_class_floor, rho);
  check_value("cross_class_ceiling", bounds[0].cross_class_ceiling, lambda);
  check_value("probe_in_class", bounds[0].probe_in_class, R);
  check_value("probe_cross_class", bounds[0].probe_cross_class, L);
  check_value("leakage", bounds[0].attention->leakage, eps);
  check_value("logit_gap", bounds[0].attention->logit_gap, h);
  check_value("own_class_mass", bounds[0].attention->own_class_mass, p);
  check_value("other_class_mass", bounds[0].attention->other_class_mass, 1 - p);
  check_value("logit_gap_floor", bounds[0].attention->logit_gap_floor, h);  // log(1/1) = 0

  // Layer 1, line by line.
  const Number N1 = 1.5, G1 = 1.25, eta1 = 2 * g * eps, W1 = g;
  const Number R1 = R + a * (R - eps * (R + M)) + a * (p * rho - (1 - p) * M) + a * a * (p * (1 - eps) * (rho + M) - M);
  const Number L1 =
      L + a * (L + eps * (M - L)) + a * (p * lambda + (1 - p) * M) + a * a * (M - p * (1 - eps) * (M - lambda));
  const Number rho1 = rho + 2 * a * (rho - eps * (rho + M)) + a * a * ((1 - eps) * (1 - eps) * (rho + M) - M);
  const Number lambda1 =
      lambda + 2 * a * (lambda + eps * (M - lambda)) + a * a * (M - (1 - eps) * (1 - eps) * (M - lambda));
  const Number margin1 = g * std::max<Number>(2 * p - 1, p * (1 - exp(-h)));
  check_value("norm", bounds[1].norm, N1);
  check_value("in_class_floor", bounds[1].in_class_floor, rho1);
  check_value("cross_class_ceiling", bounds[1].cross_class_ceiling, lambda1);
  check_value("probe_in_class", bounds[1].probe_in_class, R1);
  check_value("probe_cross_class", bounds[1].probe_cross_class, L1);
  check_value("label_margin", bounds[1].label_margin, margin1);
  check_value("label_growth", bounds[1].label_growth, G1);
  check_value("label_deviation", bounds[1].label_deviation, eta1);
  check_value("label_spread", bounds[1].label_spread, W1);

  // Attention at layer 1, where G, η, W and Δ_y have moved.
  const Number gap1 = alpha * (rho1 - lambda1) + gamma * (G1 * G1 - 2 * G1 * eta1 - eta1 * eta1);
  const Number h1 = alpha * (R1 - L1) + gamma * (G1 * margin1 - eta1 * W1);
  REQUIRE(bounds[1].attention.has_value());
  check_value("leakage", bounds[1].attention->leakage, 1 - 1 / (1 + exp(-gap1)));
  check_value("logit_gap", bounds[1].attention->logit_gap, h1);
  check_value("own_class_mass", bounds[1].attention->own_class_mass, 1 / (1 + exp(-h1)));
  check_value("other_class_mass", bounds[1].attention->other_class_mass, 1 - 1 / (1 + exp(-h1)));
  check_value("logit_gap_floor", bounds[1].attention->logit_gap_floor, h1);
  CHECK_FALSE(bounds[2].attention.has_value());
}

TEST_CASE("Theorem C's envelopes on the same task are the ones worked out by hand, negative signs included") {
  for (const auto& [alpha_of_all, gamma, a, g] : {std::tuple{-1.0, 1.5, -0.25, -0.5}, {2.0, -0.5, 0.5, 0.25}}) {
    const double alpha = alpha_of_all;  // CAPTURE is a lambda, and clang 14 lets none see a structured binding.
    CAPTURE(alpha);
    const Task task = by_hand_task();
    const Example example{task, repeated(task, {alpha, gamma, a, g}, 2), Regime::full};
    const Evidence evidence(example.problem(), Precision(256));
    const auto& envelopes = evidence.envelopes(proofs::Leakage::accounted);
    REQUIRE(envelopes.size() == 3);

    const Pair I{rho, rho_most}, X{lambda, lambda}, P{R, R}, Q{L, L};
    const Pair H{lambda, rho_most}, B{L, R};
    const Pair gap = sum(times(alpha, {rho - lambda, rho_most - lambda}), {gamma, gamma});
    const Number eps = 1 - 1 / (1 + exp(-gap.lo)), h = Number(alpha) * (R - L), p = 1 / (1 + exp(-h));
    check_range("same_class", envelopes[0].same_class, I);
    check_range("cross_class", envelopes[0].cross_class, X);
    check_range("label_difference", envelopes[0].label_difference, {0, 0});
    check_value("leakage", envelopes[0].attention->leakage, eps);
    check_range("logit_gap", envelopes[0].attention->logit_gap, {h, h});
    check_range("own_class_mass", envelopes[0].attention->own_class_mass, {p, p});

    const Number step = abs(Number(a)), label_step = abs(Number(g));
    const Number N1 = 1 + step, G1 = 1 + Number(g), eta1 = 2 * label_step * eps, W1 = label_step, a2 = Number(a) * a;
    const Pair q{1 - eps, 1}, w2{(1 - eps) * (1 - eps), 1}, pq{p * (1 - eps), p}, p_range{p, p};
    const Pair I1 = cut(sum(I, sum(times(2 * Number(a), mix(q, I, X)), times(a2, mix(w2, I, H)))), N1 * N1);
    const Pair X1 = cut(sum(X, sum(times(2 * Number(a), mix(q, X, H)), times(a2, mix(w2, X, H)))), N1 * N1);
    const Pair P1 =
        cut(sum(sum(P, times(a, mix(q, P, Q))), sum(times(a, mix(p_range, I, X)), times(a2, mix(pq, I, H)))), N1 * N1);
    const Pair Q1 =
        cut(sum(sum(Q, times(a, mix(q, Q, B))), sum(times(a, mix(p_range, X, H)), times(a2, mix(pq, X, H)))), N1 * N1);
    const Number odds = 1 - exp(-h), lo = std::max<Number>(2 * p - 1, h >= 0 ? p * odds : std::max<Number>(-1, odds));
    const Pair D1 = times(g, {lo, p});
    check_range("same_class", envelopes[1].same_class, I1);
    check_range("cross_class", envelopes[1].cross_class, X1);
    check_range("probe_in_class", envelopes[1].probe_in_class, P1);
    check_range("probe_cross_class", envelopes[1].probe_cross_class, Q1);
    check_range("label_difference", envelopes[1].label_difference, D1);
    check_value("norm", envelopes[1].norm, N1);
    check_value("label_growth", envelopes[1].label_growth, G1);
    check_value("label_deviation", envelopes[1].label_deviation, eta1);
    check_value("label_spread", envelopes[1].label_spread, W1);

    const Number correction = 2 * abs(G1) * eta1 + eta1 * eta1;
    const Pair gap1 =
        sum(times(alpha, {I1.lo - X1.hi, I1.hi - X1.lo}), times(gamma, {G1 * G1 - correction, G1 * G1 + correction}));
    const Pair h1 =
        sum(times(alpha, {P1.lo - Q1.hi, P1.hi - Q1.lo}), times(gamma, sum(times(G1, D1), {-eta1 * W1, eta1 * W1})));
    REQUIRE(envelopes[1].attention.has_value());
    check_value("leakage", envelopes[1].attention->leakage, 1 - 1 / (1 + exp(-gap1.lo)));
    check_range("logit_gap", envelopes[1].attention->logit_gap, h1);
    check_range("own_class_mass", envelopes[1].attention->own_class_mass,
                {1 / (1 + exp(-h1.lo)), 1 / (1 + exp(-h1.hi))});
    CHECK_FALSE(envelopes[2].attention.has_value());
  }
}

TEST_CASE("class sizes weigh in through the ratios: three points against one") {
  const Task task = make_task(2, {{1}, {-0.5}, {-0.5}, {-0.5}}, {0, 1, 1, 1}, {0.75}, 0);
  const Example example{task, repeated(task, {2, 0.5, 0.5, 0.25}, 1), Regime::full};
  const Evidence evidence(example.problem(), Precision(256));
  const Number h = 2 * (R - L), p = 1 / (1 + 3 * exp(-h)),
               eps = 1 - 1 / (1 + 3 * exp(-(2 * (rho - lambda) + Number(0.5))));
  const auto& leaky = *evidence.leaky_bounds(proofs::Leakage::accounted)[0].attention;
  check_value("leakage", leaky.leakage, eps);
  check_value("own_class_mass", leaky.own_class_mass, p);
  check_value("logit_gap_floor", leaky.logit_gap_floor, h - log(Number(3)));
  const auto& envelope = *evidence.envelopes(proofs::Leakage::accounted)[0].attention;
  check_value("leakage", envelope.leakage, eps);
  check_range("own_class_mass", envelope.own_class_mass, {p, p});
}

TEST_CASE("the forgetful recursion of the twins keeps no leakage and full mass") {
  const Task task = by_hand_task();
  const Example example{task, repeated(task, {2, 0.5, 0.5, 0.25}, 1), Regime::full};
  const Evidence evidence(example.problem(), Precision(256));
  const auto& forgotten = evidence.leaky_bounds(proofs::Leakage::forgotten)[1];
  check_value("in_class_floor", forgotten.in_class_floor, rho * 2.25);
  check_value("cross_class_ceiling", forgotten.cross_class_ceiling, lambda * 2.25);
  check_value("label_deviation", forgotten.label_deviation, 0);
  check_value("label_margin", forgotten.label_margin, 0.25);
}

}  // namespace margincert::proofs_tests
