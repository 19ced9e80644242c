#include <doctest/doctest.h>

#include <array>
#include <boost/multiprecision/mpfr.hpp>

#include "exact.hpp"
#include "example.hpp"
#include "generators/dominance.hpp"

namespace margincert::generators {
namespace {

using Real = boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<120>>;

/// (ρ_0 - Λ_0) - 2 Σ_{c≠c*} (n_c/n_c*) exp(-α_0 Δ_0), good to about 100 digits: rational up to the exponential.
Real dominance_slack(const recursion::Task& task, double alpha) {
  const auto sizes = class_sizes(task);
  const Real decay = exp(Real(exact::Rational(-alpha) * exact::geometric_margin(task)));
  Real rivals = 0;
  for (int c = 0; c < task.classes; ++c) {
    if (c != task.probe_class) rivals += Real(sizes[c]) / sizes[task.probe_class] * decay;
  }
  return Real(exact::separation(task)) - 2 * rivals;
}

/// 1 - max ‖x‖².
exact::Rational unit_norm_slack(const recursion::Task& task) {
  exact::Rational longest = exact::square(task.probe);
  for (std::size_t i = 0; i < task.features.rows(); ++i) longest = std::max(longest, exact::square(task.features[i]));
  return 1 - longest;
}

recursion::Task unscaled(const recursion::Parameters& parameters, std::uint64_t index) {
  // The cone task from the threshold family's own stream: α_0 = 0 leaves it as it is.
  auto still = parameters;
  still.layers.front().alpha = 0;
  return example::task("threshold", {}, still, 5, index);
}

}  // namespace

TEST_CASE("threshold tasks meet H5 at even indices and miss it at odd ones, by the last bits") {
  int scaled = 0;
  for (const double alpha : {2.0, 4.0, 11.0}) {
    const auto parameters = example::parameters(5, 3, alpha);
    for (std::uint64_t index = 0; index < 12; ++index) {
      CAPTURE(alpha);
      CAPTURE(index);
      const auto task = example::task("threshold", {}, parameters, 5, index);
      const Real slack = dominance_slack(task, alpha);
      if (task == unscaled(parameters, index)) continue;
      ++scaled;
      CHECK((index % 2 == 0) == (slack >= 0));
      CHECK(abs(slack) < Real(1e-14));
    }
  }
  CHECK(scaled >= 30);
}

TEST_CASE("a threshold task is its cone task with the probe scaled, and nothing else") {
  const auto parameters = example::parameters();
  const auto task = example::task("threshold", {}, parameters, 5, 0);
  const auto cone = unscaled(parameters, 0);
  CHECK(task.features == cone.features);
  CHECK(task.labels == cone.labels);
  CHECK(task.probe != cone.probe);
  // One scale for all coordinates, up to the rounding of each.
  const double scale = task.probe[0] / cone.probe[0];
  for (std::size_t i = 1; i < task.probe.size(); ++i) {
    CHECK(task.probe[i] / cone.probe[i] == doctest::Approx(scale).epsilon(1e-14));
  }
}

TEST_CASE("threshold leaves the cone task alone when no scale decides H5") {
  // A margin this small cannot outweigh the rivals at a weak α_0: H5 fails at every scale.
  const auto weak = example::parameters(5, 3, 0.01);
  CHECK(example::task("threshold", {}, weak, 5, 0) == unscaled(weak, 0));
  CHECK(dominance_slack(unscaled(weak, 0), 0.01) < 0);
  const auto negative = example::parameters(5, 3, -1);
  CHECK(example::task("threshold", {}, negative, 5, 0) == unscaled(negative, 0));
  auto no_layers = example::parameters();
  no_layers.layers.clear();
  CHECK(example::task("threshold", {}, no_layers, 5, 0) == unscaled(example::parameters(), 0));
}

TEST_CASE("threshold meets unit-norm, separation or positive-margin at even indices and misses it at odd ones") {
  struct Threshold {
    std::string id;
    exact::Rational (*slack)(const recursion::Task&);
    bool strict;  ///< does it ask for more than 0?
  };
  const Threshold hypotheses[] = {{"unit-norm", unit_norm_slack, false},
                                  {"separation", exact::separation, true},
                                  {"positive-margin", exact::geometric_margin, true}};
  for (const auto& [its_id, slack, strict] : hypotheses) {
    const auto& id = its_id;
    for (const auto& [n, d, classes] : {std::array{12, 5, 3}, {2, 1, 2}, {7, 2, 3}}) {
      for (std::uint64_t index = 0; index < 10; ++index) {
        CAPTURE(id);
        CAPTURE(index);
        const auto task = example::task("threshold", {"hypothesis=" + id, "n=" + std::to_string(n)},
                                        example::parameters(d, classes), 5, index);
        const exact::Rational gap = slack(task);
        CHECK((index % 2 == 0) == (strict ? gap > 0 : gap >= 0));
        CHECK(abs(gap) < exact::Rational(1e-14));
        // The other hypotheses do not pay for it; a probe on the way to a rival keeps its norm.
        if (id != "unit-norm") CHECK(exact::in_unit_ball(task));
        if (id != "separation") CHECK(exact::separation(task) > 0);
      }
    }
  }
}

TEST_CASE("dominance enclosures agree with rational arithmetic on both sides of H5") {
  for (const double alpha : {0.5, 3.0, 30.0}) {
    for (std::uint64_t index = 0; index < 8; ++index) {
      const auto task = example::task("cone", {}, example::parameters(5, 3, alpha), 6, index);
      const auto met = numeric::truth(dominance_slack(task, alpha) >= 0);
      CHECK(Dominance(task, alpha).holds_for(task.probe) == met);
    }
  }
}

}  // namespace margincert::generators
