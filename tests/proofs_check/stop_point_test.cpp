#include <doctest/doctest.h>

#include <algorithm>

#include "proofs_check/campaign.hpp"
#include "tests/proofs_check/examples.hpp"
#include "tests/recursion/random_tasks.hpp"
#include "tests/support/stops.hpp"
#include "tests/support/kept_instance.hpp"

/// A stop in the middle of a task, at whatever point it comes.
namespace margincert::proofs_tests {
namespace {

using proofs::Answers;
using proofs::Engine;
using proofs::Questions;
using proofs::Verdict;

constexpr long no_end = 1L << 40;

/// Points that all coincide: attained bounds climb the whole ladder, and the rest is decided on the first rung.
recursion::Task climbing_task() { return make_task(2, {{1}, {1}, {1}}, {0, 1, 0}, {1}, 0); }

Questions all_questions() {
  Questions questions;
  for (const Statement& statement : proofs::statements()) questions.statements.push_back(&statement);
  for (const proofs::Guarantee& guarantee : proofs::guarantees()) questions.guarantees.push_back(&guarantee);
  return questions;
}

long count_of(Outcome outcome, const std::vector<Verdict>& verdicts) {
  return std::ranges::count(verdicts, outcome, &Verdict::outcome);
}

/// Decided as by the whole climb, or undecided because of the stop.
void check_against(const std::vector<Verdict>& whole, const std::vector<Verdict>& stopped) {
  REQUIRE(stopped.size() == whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (stopped[i].reason == proofs::stopped_before_decided) {
      CHECK(stopped[i].outcome == Outcome::undecided);
      continue;
    }
    CHECK(stopped[i].outcome == whole[i].outcome);
    CHECK(stopped[i].rung == whole[i].rung);
    CHECK(stopped[i].reason == whole[i].reason);
  }
}

}  // namespace

TEST_CASE("wherever a climb is stopped, what it has decided is what the whole one decides") {
  const recursion::Task task = climbing_task();
  const recursion::Parameters parameters = repeated(task, {2, 1, 0.5, 0.5}, 2);
  const proofs::Problem problem{testing::kept(task, parameters), recursion::Regime::full};
  const Questions questions = all_questions();
  const auto ladder = numeric::Ladder::standard();
  for (const Engine engine : {Engine::on, Engine::off}) {
    const Answers whole = proofs::certify(problem, questions, ladder, engine);
    CHECK_FALSE(whole.cut_short);
    bool some_but_not_all = false, ended = false;
    for (long askings = 0; !ended; askings += 1 + askings / 8) {
      REQUIRE(askings < no_end);
      const numeric::StopScope scope(testing::stop_after(askings));
      const Answers stopped = proofs::certify_until_stopped(problem, questions, ladder, engine);
      check_against(whole.verdicts, stopped.verdicts);
      check_against(whole.guarantees, stopped.guarantees);
      const long open = count_of(Outcome::undecided, stopped.verdicts);
      if (askings == 0) CHECK(open == std::ssize(questions.statements));
      some_but_not_all = some_but_not_all || (stopped.cut_short && open < std::ssize(questions.statements));
      ended = !stopped.cut_short;
    }
    CHECK(some_but_not_all);
  }
}

TEST_CASE("a certificate for a single question is whole or none") {
  const recursion::Task task = climbing_task();
  const recursion::Parameters parameters = repeated(task, {2, 1, 0.5, 0.5}, 2);
  const numeric::StopScope scope(testing::stop_after(3));
  CHECK_THROWS_AS(proofs::certify({testing::kept(task, parameters), recursion::Regime::full}, all_questions(),
                                  numeric::Ladder::standard(), Engine::off),
                  numeric::Stopped);
}

TEST_CASE("a task that is cut short counts with what was decided, and the campaign is not complete") {
  proofs::Campaign campaign;
  campaign.task = [](std::uint64_t) { return climbing_task(); };
  campaign.tasks = 1;
  campaign.parameters = repeated(climbing_task(), {2, 1, 0.5, 0.5}, 2);
  campaign.statements = all_questions().statements;
  bool cut_short = false, ended = false;
  for (long askings = 0; !ended; askings += 1 + askings / 8) {
    REQUIRE(askings < no_end);
    const proofs::CampaignResult result = proofs::run(campaign, {1, testing::stop_after(askings), {}});
    CHECK(result.complete == (result.tasks_done == 1 && result.tasks_cut_short == 0));
    for (const proofs::Tally& tally : result.statements) {
      CHECK(tally.total() == static_cast<long>(result.tasks_done));
      CHECK(tally.count(Outcome::error) == 0);
    }
    if (result.tasks_cut_short > 0) {
      cut_short = true;
      CHECK(result.alignment.empty());
      CHECK(std::ranges::any_of(result.statements, [](const auto& t) { return t.count(Outcome::undecided) == 0; }));
    }
    ended = result.complete;
  }
  CHECK(cut_short);
}

}  // namespace margincert::proofs_tests
