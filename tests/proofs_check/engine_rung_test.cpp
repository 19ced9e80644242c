#include <doctest/doctest.h>

#include "numeric/exact_text.hpp"
#include "numeric/ladder.hpp"
#include "tests/proofs_check/engine_comparison.hpp"
#include "tests/proofs_check/examples.hpp"
#include "tests/support/kept_instance.hpp"

namespace margincert::proofs_tests {
namespace {

using numeric::Ladder;
using proofs::Engine;

const recursion::Parameters engine_base{3, 3, recursion::MinusOneOverClasses{}, {{2, 1, 0.5, 0.5}, {2, 2, 0.25, 0.5}}};

/// What makes the difference is the first rung.
Ladder short_ladder() { return *Ladder::parse("53,113"); }

/// Everything about a verdict that a report may show.
std::string text_of_verdict(const proofs::Verdict& verdict) {
  std::string text = text_of_outcome(verdict);
  if (verdict.worst) {
    const Interval slack = slack_of(verdict.worst->comparison);
    text += " " + numeric::hex_text(slack.lo()) + " " + numeric::hex_text(slack.hi());
  }
  return text;
}

std::string text_of_answers(const proofs::TaskAnswers& answers) {
  std::string text = answers.done ? "" : "not done";
  for (const auto* verdicts : {&answers.statements, &answers.guarantees}) {
    for (const proofs::Verdict& verdict : *verdicts) text += text_of_verdict(verdict) + "\n";
  }
  return text;
}

/// Few numbers, and one task in three so many that it is enclosed by itself.
proofs::Campaign mixed_sizes() {
  constexpr int large = 20000, small = 2;
  proofs::Campaign campaign;
  campaign.tasks = 7;
  campaign.task = [](std::uint64_t index) {
    const int d = index % 3 == 0 ? large : small;
    std::vector<std::vector<double>> features(3, std::vector<double>(d, 0.0));
    for (int i = 0; i < 3; ++i) features[i][i % d] = 0.5 + 0.125 * static_cast<double>(index % 2);
    return make_task(2, features, {0, 1, 0}, features[0], 0);
  };
  campaign.drawn_parameters = [](std::uint64_t index) {
    return recursion::Parameters{
        index % 3 == 0 ? large : small, 2, recursion::MinusOneOverClasses{}, {{2, 1, 0.5, 0.5}}};
  };
  campaign.statements = {proofs::find_statement("norm-growth"), proofs::find_statement("envelope-norm")};
  return campaign;
}

}  // namespace

TEST_CASE("verdicts are the same with the engine on the first rung and without it, on every family") {
  EngineComparison comparison;
  for (const EngineScene& scene : engine_scenes(6, engine_base, 5)) {
    // On hundreds of layers the engine decides what balls leave open up to 1024 bits: that takes its time.
    if (scene.draw != "deep") compare_engine(scene, 2, short_ladder(), 1, comparison);
  }
  CHECK(comparison.verdicts > 40000);
  CHECK(comparison.on_first_rung > comparison.decided / 2);
  for (const std::string& difference : comparison.differences) FAIL_CHECK(difference);
}

TEST_CASE("what is said of a task does not depend on who shares the engine's lanes") {
  for (const char* draw : {"random", "deep"}) {  // sizes differ from task to task, in the second one depths, too
    proofs::Campaign campaign = EngineScene{"no-margin", draw, {}, 7, engine_base, 11}.campaign(9);
    campaign.ladder = short_ladder();
    const auto together = answers_of(campaign, 2);
    campaign.stride = campaign.tasks;
    for (campaign.first = 0; campaign.first < campaign.tasks; ++campaign.first) {
      CHECK(text_of_answers(answers_of(campaign, 1).front()) == text_of_answers(together[campaign.first]));
    }
  }
}

TEST_CASE("large tasks are enclosed by themselves, whatever the number of jobs") {
  const proofs::Campaign campaign = mixed_sizes();
  const recursion::Task large = campaign.task(0), small = campaign.task(1);
  const recursion::Parameters of_large = campaign.drawn_parameters(0), of_small = campaign.drawn_parameters(1);
  CHECK(proofs::fills_the_engine({testing::kept(large, of_large), Regime::full}));
  CHECK_FALSE(proofs::fills_the_engine({testing::kept(small, of_small), Regime::full}));
  const auto alone = answers_of(campaign, 1), shared = answers_of(campaign, 5);
  for (std::size_t k = 0; k < alone.size(); ++k) {
    CHECK(alone[k].statements.front().outcome == proofs::Outcome::holds);
    CHECK(alone[k].statements.back().rung == 53);
    CHECK(text_of_answers(alone[k]) == text_of_answers(shared[k]));
  }
}

TEST_CASE("the engine stands for 53 bits, below another rung") {
  CHECK(begins_with_engine(Ladder::standard(), Engine::on));
  CHECK_FALSE(begins_with_engine(Ladder::standard(), Engine::off));
  CHECK_FALSE(begins_with_engine(*Ladder::parse("54,113"), Engine::on));
  CHECK_FALSE(begins_with_engine(*Ladder::parse("53"), Engine::on));
}

TEST_CASE("a witness is shown as the rung that judged it saw it") {
  const EngineScene scene{"cone", "given", {}, 6, engine_base, 3};
  const recursion::Task task = scene.campaign(1).task(0);
  const proofs::Problem problem{testing::kept(task, engine_base), Regime::full};
  const auto norm_at = [&](int bits, Engine engine) {
    return evidence_at(problem, Precision(bits), Ladder::standard(), engine).at(2).norm_squared;
  };
  const Interval engines = norm_at(53, Engine::on), balls = norm_at(53, Engine::off);
  CHECK(overlap(engines, balls));
  CHECK_FALSE(same_endpoints(engines, balls));
  CHECK(same_endpoints(norm_at(113, Engine::on), norm_at(113, Engine::off)));
}

TEST_CASE("a hypothesis is named as the reason only where none before it is undecided, if a rung above can tell") {
  const Statement statement =
      fake([](const Evidence&, int) { return std::vector<Comparison>(); }, {"dominance", "step-signs"});
  // Dominance is met by the last bit of the probe, which the engine's enclosures cannot see; the sign they can.
  const Parameters parameters{3, 3, recursion::MinusOneOverClasses{}, {{4, 1, 0.5, -0.5}}};
  const Example example{recursion_tests::family_task("threshold", parameters, 9, 52, 0), parameters};
  const Evidence evidence = evidence_by_engine(example.problem(), *ask_engine(example.problem()));
  const auto judged = [&](proofs::Rung rung) {
    return judge(statement, evidence, statement.hypotheses, 53, proofs::Version::stated, rung);
  };
  CHECK(judged(proofs::Rung::lower).outcome == Outcome::undecided);
  CHECK(judged(proofs::Rung::lower).reason == "hypothesis dominance");
  CHECK(judged(proofs::Rung::top).outcome == Outcome::not_applicable);
  CHECK(judged(proofs::Rung::top).reason == "step-signs");
  CHECK(verdict_of(statement, example).reason == "step-signs");
}

}  // namespace margincert::proofs_tests
