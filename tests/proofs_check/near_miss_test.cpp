#include "proofs_check/near_miss.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>

#include "proofs_check/campaign.hpp"
#include "proofs_check/hypotheses.hpp"
#include "tests/proofs_check/examples.hpp"
#include "tests/recursion/random_tasks.hpp"
#include "tests/support/property.hpp"

namespace margincert::proofs_tests {
namespace {

std::vector<double> divided_by(std::vector<double> x, double divisor) {
  for (double& coordinate : x) coordinate /= divisor;
  return x;
}

double plain_norm(const std::vector<double>& x) {
  double sum = 0;
  for (const double coordinate : x) sum += coordinate * coordinate;
  return std::sqrt(sum);
}

/// The easy example, a little too long: its norm is 1 + excess.
Example longer_by(double excess) {
  Example example = easy_example();
  example.task.features[0][0] = 1 + excess;
  return example;
}

std::optional<double> missed(const Example& example) {
  const Verdict verdict = verdict_of(*proofs::find_statement("norm-growth"), example);
  CHECK(verdict.outcome == Outcome::not_applicable);
  return verdict.near_miss;
}

}  // namespace

TEST_CASE("a norm above 1 by a rounding is a near miss, whose size is an upper bound, and still not applicable") {
  for (const double excess : {0x1p-52, 0x1p-50, 0x1.8p-47}) {
    CAPTURE(excess);
    const auto distance = missed(longer_by(excess));
    REQUIRE(distance);
    CHECK(*distance >= 2 * excess * (1 - 4 * excess));  // (1 + e)² − 1 over (1 + e)²
    CHECK(*distance <= 3 * excess);
  }
}

TEST_CASE("what no rounding explains is no near miss") {
  CHECK_FALSE(missed(longer_by(0x1p-45)));
  CHECK_FALSE(missed(longer_by(0.25)));
  Example signs = easy_example();
  signs.parameters.layers[0].alpha_prime = -0x1p-60;
  CHECK_FALSE(missed(signs));
}

TEST_CASE("a strict inequality that is met with equality is no near miss, one that fails by the last bit is") {
  const Statement& growth = *proofs::find_statement("geometric-margin-growth");
  const auto verdict = [&](double s) {  // ρ_0 = 1/4 + s² and Λ_0 = 1/2
    const Task task = make_task(2, {{1, 0}, {0.5, s}}, {0, 1}, {0.5, 0}, 0);
    return verdict_of(growth, {task, repeated(task, {1, 1, 0.5, 0.5}, 1)});
  };
  CHECK(verdict(0.5).reason == "separation");
  CHECK_FALSE(verdict(0.5).near_miss);
  CHECK(verdict(std::nextafter(0.5, 0)).reason == "separation");
  CHECK(verdict(std::nextafter(0.5, 0)).near_miss);
}

TEST_CASE("δ as a decimal is a near miss of −1/K, and another δ is none") {
  const auto distance = [](recursion::LabelBackground background) {
    Example example = easy_example();
    example.parameters.classes = example.task.classes = 3;
    example.parameters.label_background = background;
    return proofs::near_miss("centred-labels", Evidence(example.problem(), Precision(113)));
  };
  REQUIRE(distance(-1.0 / 3));
  CHECK(*distance(-1.0 / 3) < 0x1p-52);
  CHECK(distance(recursion::Fraction{-333333333333333333, 1000000000000000000}));
  CHECK_FALSE(distance(-0.333333));
  CHECK_FALSE(distance(0.0));
  CHECK_FALSE(distance(recursion::Fraction{1, 3}));
}

TEST_CASE("the remedy for unit-norm works: whatever is divided by ‖x‖(1 + 2⁻⁵⁰) has a norm of at most 1") {
  testing::check_property("near-miss-remedy", [] {
    generators::Random random(*rc::gen::arbitrary<std::uint64_t>(), "near-miss", 0);
    std::vector<double> x(1 + random.below(8));
    for (double& coordinate : x) coordinate = random.normal();
    const double norm = plain_norm(x);
    RC_PRE(norm > 0);
    const Task task = make_task(2, {divided_by(x, norm * (1 + 0x1p-50))}, {0}, divided_by(x, 2 * norm), 0);
    const Example example{task, repeated(task, {1, 1, 1, 1}, 1)};
    RC_ASSERT(proofs::hypothesis("unit-norm").check(Evidence(example.problem(), Precision(256))) == proofs::Truth::yes);
  });
}

TEST_CASE("a campaign counts its near misses by hypothesis, and keeps the largest") {
  const std::vector<double> excesses{0, 0x1p-51, 0x1p-49, 0.5};
  proofs::Campaign campaign;
  campaign.tasks = excesses.size();
  campaign.task = [=](std::uint64_t index) { return longer_by(excesses[index]).task; };
  campaign.parameters = easy_example().parameters;
  campaign.statements = {proofs::find_statement("norm-growth")};
  for (const proofs::Engine engine : {proofs::Engine::on, proofs::Engine::off}) {
    campaign.engine = engine;
    const proofs::Tally tally = proofs::run(campaign, {.threads = 1}).statements.front();
    CHECK(tally.not_applicable_because.at("unit-norm") == 3);
    REQUIRE(tally.near_misses.size() == 1);
    CHECK(tally.near_misses.at("unit-norm").tasks == 2);
    CHECK(tally.near_misses.at("unit-norm").largest >= 0x1.fffp-49);
    CHECK(tally.near_misses.at("unit-norm").largest <= 0x1.1p-48);
  }
}

}  // namespace margincert::proofs_tests
