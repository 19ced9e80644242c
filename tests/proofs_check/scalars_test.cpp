#include <doctest/doctest.h>

#include <cmath>

#include "arb/to_interval.hpp"
#include "examples.hpp"
#include "generators/family.hpp"
#include "tests/support/kept_instance.hpp"
#include "proofs_check/evidence_sources.hpp"
#include "proofs_check/hypotheses.hpp"
#include "recursion/random_tasks.hpp"

/// The ledger is one text evaluated in four scalars: they must say the same.
namespace margincert::proofs_tests {
namespace {

using generators::Random;
using numeric::Truth;
using proofs::Claim;
using proofs::ComparisonIn;
using proofs::EvidenceIn;
using proofs::Real;
using proofs::Slope;

constexpr int arb_bits = 320;

Example random_example(int index) {
  Random random(77, "scalars", index);
  const Task task = recursion_tests::labelled_task(recursion_tests::random_shape(random, 7), random);
  Parameters parameters = repeated(task, {}, 1 + index % 3);
  for (auto& layer : parameters.layers) {
    layer = {2 * random.normal(), 2 * random.normal(), 0.4 * random.normal(), 0.4 * random.normal()};
    if (index % 2 == 0) layer = {std::abs(layer.alpha), std::abs(layer.gamma), 0.25, 0.5};
  }
  return {task, parameters, index % 2 == 0 ? Regime::class_pure : Regime::full};
}

Interval enclosed(const Real& x) { return arb::to_interval(x, Precision(256)); }

/// Two enclosures of one number overlap; both being narrow, a wrong formula or operation would tear them apart.
void check_same_number(const Interval& ours, const Real& theirs) {
  const Interval other = enclosed(theirs);
  CHECK(overlap(ours, other));
  const double size = std::abs(ours.mid_double());
  CHECK(width(ours).hi_double() <= 1e-60 * (1 + size));
  CHECK(width(other).hi_double() <= 1e-60 * (1 + size));
}

struct Scalars {
  explicit Scalars(const Example& example)
      : ours(example.problem(), Precision(256)),
        arb(proofs::evidence_by_arb(example.problem(), arb_bits)),
        plain(proofs::approximate_evidence(example.problem())) {}
  proofs::Evidence ours;
  EvidenceIn<Real> arb;
  EvidenceIn<double> plain;
};

int compare_claim(const Claim& claim, const Scalars& in, int t) {
  const auto ours = claim(in.ours, t);
  const auto theirs = claim(in.arb, t);
  const auto plain = claim(in.plain, t);
  REQUIRE(ours.size() == theirs.size());
  REQUIRE(ours.size() == plain.size());
  for (std::size_t k = 0; k < ours.size(); ++k) {
    CAPTURE(ours[k].part);
    CHECK(ours[k].part == theirs[k].part);
    CHECK(ours[k].relation == theirs[k].relation);
    CHECK(ours[k].equality == theirs[k].equality);
    check_same_number(ours[k].greater, theirs[k].greater);
    check_same_number(ours[k].lesser, theirs[k].lesser);
    CHECK(plain[k].greater == doctest::Approx(ours[k].greater.mid_double()).epsilon(1e-6));
    CHECK(plain[k].lesser == doctest::Approx(ours[k].lesser.mid_double()).epsilon(1e-6));
  }
  return static_cast<int>(ours.size());
}

}  // namespace

TEST_CASE("every formula gives one number in our enclosures, in Arb's and in binary64") {
  int compared = 0;
  for (int index = 0; index < 24; ++index) {
    CAPTURE(index);
    const Example example = random_example(index);
    const Scalars in(example);
    if (!recursion::has_every_class(example.task)) continue;
    for (const Statement& statement : proofs::statements()) {
      CAPTURE(statement.id);
      for (int t = 0; t < in.ours.depth(); ++t) {
        CAPTURE(t);
        compared += compare_claim(statement.claim, in, t) + compare_claim(statement.twin, in, t);
      }
    }
    for (const auto& hypothesis : proofs::hypotheses()) {
      CAPTURE(hypothesis.id);
      CHECK(hypothesis.check(in.ours) == hypothesis.check(in.arb));
      CHECK(hypothesis.check(in.ours) == hypothesis.check(in.plain));
    }
  }
  CHECK(compared > 2000);
}

TEST_CASE("derivatives of slacks are those of the slack") {
  constexpr double h = 1e-6;
  int compared = 0;
  for (int index = 0; index < 8; ++index) {
    CAPTURE(index);
    const Example example = random_example(index);
    if (!recursion::has_every_class(example.task)) continue;
    auto inputs = recursion::exact_inputs(example.task, example.parameters, recursion::SlopeArithmetic());
    Task left = example.task, right = example.task;
    for (int k = 0; k < example.task.feature_dim(); ++k) {
      inputs.start.features[0][k].slope[0] = 1;
      left.features[0][k] -= h;
      right.features[0][k] += h;
    }
    const auto sloped = proofs::sloped_evidence(example.problem(), inputs);
    const auto before = proofs::approximate_evidence({testing::kept(left, example.parameters), example.regime});
    const auto after = proofs::approximate_evidence({testing::kept(right, example.parameters), example.regime});
    for (const Statement& statement : proofs::statements()) {
      CAPTURE(statement.id);
      const auto here = statement.claim(sloped, 0);
      const auto lower = statement.claim(before, 0), upper = statement.claim(after, 0);
      REQUIRE(here.size() == lower.size());
      for (std::size_t k = 0; k < here.size(); ++k) {
        if (here[k].equality != proofs::Equality::none) continue;
        const double difference = (slack_of(upper[k]) - slack_of(lower[k])) / (2 * h);
        CHECK(slack_of(here[k]).slope[0] == doctest::Approx(difference).epsilon(1e-4));
        ++compared;
      }
    }
  }
  CHECK(compared > 150);
}

}  // namespace margincert::proofs_tests
