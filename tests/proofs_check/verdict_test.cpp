#include <doctest/doctest.h>

#include <cmath>

#include "tests/proofs_check/examples.hpp"
#include "tests/recursion/random_tasks.hpp"

namespace margincert::proofs_tests {
namespace {

using proofs::at_least;
using proofs::attained_if;
using proofs::identity_if;

Interval power_of_two(const Evidence& e, int exponent) { return e.exact(std::ldexp(1.0, exponent)); }

/// A number near 1 whose enclosure is never a point: e · e⁻¹.
Interval blurred_one(const Evidence& e) { return exp(e.exact(1)) * exp(e.exact(-1)); }

std::vector<Comparison> met_exactly(const Evidence& e, int) { return {at_least(e.exact(1), e.exact(1))}; }
std::vector<Comparison> fails(const Evidence& e, int) { return {at_least(e.exact(0), e.exact(1))}; }
std::vector<Comparison> needs_more_bits(const Evidence& e, int) {
  return {at_least(blurred_one(e) + power_of_two(e, -60), e.exact(1))};
}
std::vector<Comparison> fails_with_more_bits(const Evidence& e, int) {
  return {at_least(blurred_one(e) - power_of_two(e, -60), e.exact(1))};
}
std::vector<Comparison> never_decided(const Evidence& e, int) {
  return {at_least(e.exact(2), e.exact(1)), at_least(blurred_one(e), e.exact(1), "blurred")};
}
std::vector<Comparison> identity(const Evidence& e, int) {
  return {identity_if(true, at_least(blurred_one(e), e.exact(1)))};
}
std::vector<Comparison> attained(const Evidence& e, int) {
  return {attained_if(true, at_least(blurred_one(e), e.exact(1)))};
}
std::vector<Comparison> falsely_attained(const Evidence& e, int) {
  return {attained_if(true, at_least(e.exact(0), e.exact(1), "wrong"))};
}
std::vector<Comparison> hidden_violation(const Evidence& e, int) {
  return {attained_if(true, at_least(blurred_one(e) - power_of_two(e, -200), e.exact(1)))};
}
std::vector<Comparison> false_identity(const Evidence& e, int) {
  return {identity_if(true, at_least(e.exact(0), e.exact(1), "wrong"))};
}
std::vector<Comparison> poisoned(const Evidence& e, int) { return {at_least(log(e.exact(-1)), e.exact(0), "log")}; }
std::vector<Comparison> poisoned_identity(const Evidence& e, int) {
  return {identity_if(true, at_least(log(e.exact(-1)), e.exact(0)))};
}
std::vector<Comparison> nothing(const Evidence&, int) { return {}; }
std::vector<Comparison> violated_and_undecided(const Evidence& e, int) {
  return {at_least(blurred_one(e), e.exact(1)), at_least(e.exact(0), e.exact(1), "violated")};
}
std::vector<Comparison> violated_and_poisoned(const Evidence& e, int) {
  return {at_least(e.exact(0), e.exact(1)), at_least(log(e.exact(-1)), e.exact(0))};
}

/// A probe whose squared norm exceeds 1 by less than 53 bits can tell.
Example narrowly_long_example() {
  const double c = 0.6, s = 0.8;  // as binary64 their squares add up to 1 + 4.4e-17
  const Task task = make_task(2, {{0.5, 0}, {-0.5, 0}}, {0, 1}, {c, s}, 0);
  return {task, repeated(task, {1, 1, 0.5, 0.5}, 1)};
}

/// A task that meets dominance by the last bit of its probe.
Example open_dominance_example() {
  const Parameters parameters{3, 3, recursion::MinusOneOverClasses{}, {{4, 1, 0.5, 0.5}}};
  return {recursion_tests::family_task("threshold", parameters, 9, 52, 0), parameters};
}

bool mentions(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const Ladder low_rung({Precision(53)});

}  // namespace

TEST_CASE("a slack of exactly 0 holds, at the first rung") {
  const Verdict verdict = verdict_of(fake(met_exactly), easy_example());
  CHECK(verdict.outcome == Outcome::holds);
  CHECK(verdict.rung == 53);
  CHECK(verdict.reason.empty());
  REQUIRE(verdict.worst.has_value());
  CHECK(same_endpoints(slack_of(verdict.worst->comparison), Interval(Precision(53))));
}

TEST_CASE("a slack that is certainly negative is a violation") {
  const Verdict verdict = verdict_of(fake(fails), easy_example());
  CHECK(verdict.outcome == Outcome::violated);
  CHECK(verdict.rung == 53);
}

TEST_CASE("a slack that straddles at one rung and not at the next is decided there") {
  const Verdict holds = verdict_of(fake(needs_more_bits), easy_example());
  CHECK(holds.outcome == Outcome::holds);
  CHECK(holds.rung == 113);
  const Verdict violated = verdict_of(fake(fails_with_more_bits), easy_example());
  CHECK(violated.outcome == Outcome::violated);
  CHECK(violated.rung == 113);
}

TEST_CASE("a slack that straddles at every rung is undecided, and the reason shows what and how wide") {
  const Verdict verdict = verdict_of(fake(never_decided), easy_example());
  CHECK(verdict.outcome == Outcome::undecided);
  CHECK(verdict.rung == 1024);
  CHECK(mentions(verdict.reason, "slack at layer 0 (blurred) is in [-"));
  REQUIRE(verdict.worst.has_value());
  CHECK(verdict.worst->comparison.part == "blurred");
}

TEST_CASE("rungs above the budget are not climbed") {
  CHECK(verdict_of(fake(needs_more_bits), easy_example(), {}, low_rung).outcome == Outcome::undecided);
  CHECK(verdict_of(fake(needs_more_bits), easy_example(), {}, low_rung).rung == 53);
}

TEST_CASE("an identity holds although no enclosure is thin enough to see it") {
  const Verdict verdict = verdict_of(fake(identity), easy_example());
  CHECK(verdict.outcome == Outcome::holds);
  CHECK(verdict.rung == 53);
}

TEST_CASE("an enclosure that refutes an identity is a defect of the program, named with its place") {
  try {
    verdict_of(fake(false_identity), easy_example());
    FAIL("no contradiction was reported");
  } catch (const proofs::Contradiction& contradiction) {
    CHECK(mentions(contradiction.what(), "fake at layer 0, wrong"));
  }
}

TEST_CASE("a bound that is attained holds for that reason only where the top rung still straddles") {
  const Verdict verdict = verdict_of(fake(attained), easy_example());
  CHECK(verdict.outcome == Outcome::holds);
  CHECK(verdict.rung == 1024);
}

TEST_CASE("a violation below 53 bits is not hidden by the claim that the bound is attained") {
  CHECK_THROWS_AS(verdict_of(fake(hidden_violation), easy_example()), proofs::Contradiction);
  CHECK_THROWS_AS(verdict_of(fake(falsely_attained), easy_example()), proofs::Contradiction);
}

TEST_CASE("poison is an error, also where an identity is claimed") {
  const Verdict verdict = verdict_of(fake(poisoned), easy_example());
  CHECK(verdict.outcome == Outcome::error);
  CHECK(mentions(verdict.reason, "failed evaluation"));
  CHECK(mentions(verdict.reason, "(log)"));
  CHECK(verdict.rung == 1024);
  CHECK(verdict_of(fake(poisoned_identity), easy_example()).outcome == Outcome::error);
}

TEST_CASE("the most severe comparison decides: an error before a violation before what is open") {
  const Verdict violated = verdict_of(fake(violated_and_undecided), easy_example());
  CHECK(violated.outcome == Outcome::violated);
  CHECK(violated.worst->comparison.part == "violated");
  CHECK(verdict_of(fake(violated_and_poisoned), easy_example()).outcome == Outcome::error);
}

TEST_CASE("a false hypothesis excuses a violated slack") {
  Example example = easy_example();
  example.regime = Regime::full;
  const Verdict verdict = verdict_of(fake(fails, {"fully-labelled", "class-purity"}), example);
  CHECK(verdict.outcome == Outcome::not_applicable);
  CHECK(verdict.reason == "class-purity");
  CHECK_FALSE(verdict.worst.has_value());
}

TEST_CASE("an undecided hypothesis leaves the verdict open, whatever the slack, until a rung decides it") {
  for (const auto claim : {met_exactly, fails}) {
    const Statement wants_dominance = fake(claim, {"dominance"});
    CHECK(verdict_of(wants_dominance, open_dominance_example(), {}, low_rung).outcome == Outcome::undecided);
    CHECK(verdict_of(wants_dominance, open_dominance_example(), {}, low_rung).reason == "hypothesis dominance");
  }
  const Verdict met = verdict_of(fake(met_exactly, {"dominance"}), open_dominance_example());
  CHECK(met.outcome == Outcome::holds);
  CHECK(met.rung > 53);
}

TEST_CASE("a hypothesis that is certainly false beats one that is open") {
  Example example = open_dominance_example();
  example.parameters.layers[0].alpha_prime = -0.5;
  const Verdict verdict = verdict_of(fake(met_exactly, {"dominance", "step-signs"}), example, {}, low_rung);
  CHECK(verdict.outcome == Outcome::not_applicable);
  CHECK(verdict.reason == "step-signs");
}

TEST_CASE("a norm that misses 1 by less than 53 bits see is decided by the exact inputs, at the first rung") {
  const Verdict missed = verdict_of(fake(met_exactly, {"unit-norm"}), narrowly_long_example());
  CHECK(missed.outcome == Outcome::not_applicable);
  CHECK(missed.reason == "unit-norm");
  CHECK(missed.rung == 53);
}

TEST_CASE("what stays open at the top rung as if it were an equality says what to do about it") {
  Statement statement = fake(nothing);
  statement.claim = [](const Evidence& e, int) {
    return std::vector{at_least(sqr(sqrt(e.exact(2))) * e.exact(0x1p-1000), e.exact(0x1p-999))};
  };
  const Verdict open = verdict_of(statement, easy_example());
  CHECK(open.outcome == Outcome::undecided);
  CHECK(mentions(open.reason, "as if both sides were equal"));
  CHECK(mentions(open.reason, "identity_if or attained_if (docs/house.md)"));
  statement.claim = [](const Evidence& e, int) { return std::vector{at_least(blurred_one(e), e.exact(1))}; };
  CHECK_FALSE(mentions(verdict_of(statement, easy_example(), {}, low_rung).reason, "as if"));
}

TEST_CASE("a statement with nothing to compare does not hold") {
  const Verdict verdict = verdict_of(fake(nothing), easy_example());
  CHECK(verdict.outcome == Outcome::not_applicable);
  CHECK(verdict.reason == proofs::quantities_undefined);
}

TEST_CASE("equalities hold at 0, are violated on either side, and stay open while their sides overlap") {
  Statement equality = fake(nothing);
  equality.claim = [](const Evidence& e, int) { return std::vector{proofs::equality(e.exact(2), e.exact(2))}; };
  CHECK(verdict_of(equality, easy_example()).outcome == Outcome::holds);
  for (const double other : {1.0, 3.0}) {
    equality.claim = [other](const Evidence& e, int) {
      return std::vector{proofs::equality(e.exact(2), e.exact(other))};
    };
    CHECK(verdict_of(equality, easy_example()).outcome == Outcome::violated);
  }
  equality.claim = [](const Evidence& e, int) { return std::vector{proofs::equality(blurred_one(e), e.exact(1))}; };
  CHECK(verdict_of(equality, easy_example()).outcome == Outcome::undecided);
}

TEST_CASE("the worst comparison is the smallest slack over layers and parts, identities aside") {
  Statement statement = fake(nothing);
  statement.claim = [](const Evidence& e, int t) {
    return std::vector{at_least(e.exact(5 - t), e.exact(1), "falling"),
                       identity_if(true, at_least(e.exact(1), e.exact(1), "identity"))};
  };
  const Verdict verdict = verdict_of(statement, easy_example());
  REQUIRE(verdict.worst.has_value());
  CHECK(verdict.worst->layer == 1);
  CHECK(verdict.worst->comparison.part == "falling");
  CHECK(verdict.tightest_ratio == doctest::Approx(4.0));
}

TEST_CASE("the twin is judged in place of the statement when it is asked for") {
  Statement statement = fake(met_exactly);
  statement.twin = fails;
  const auto outcome = [&](proofs::Version version) {
    const Example example = easy_example();
    return certify(example.problem(), {{&statement}, {}, {}, version}, Ladder::standard()).verdicts[0].outcome;
  };
  CHECK(outcome(proofs::Version::stated) == Outcome::holds);
  CHECK(outcome(proofs::Version::corrupted) == Outcome::violated);
}

TEST_CASE("each outcome has its own name") {
  CHECK(to_string(Outcome::holds) == "holds");
  CHECK(to_string(Outcome::violated) == "violated");
  CHECK(to_string(Outcome::not_applicable) == "not-applicable");
  CHECK(to_string(Outcome::undecided) == "undecided");
  CHECK(to_string(Outcome::error) == "error");
}

}  // namespace margincert::proofs_tests
