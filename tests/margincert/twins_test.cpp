#include "margincert/work/twins.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <limits>
#include <map>

#include "generators/family.hpp"
#include "proofs_check/campaign.hpp"
#include "tests/proofs_check/examples.hpp"

namespace margincert::work_tests {
namespace {

using proofs::Outcome, proofs::Statement;

std::vector<const Statement*> every_statement() {
  std::vector<const Statement*> all;
  for (const Statement& statement : proofs::statements()) all.push_back(&statement);
  return all;
}

proofs::CampaignResult run_stated(const work::Arena& arena, std::uint64_t seed) {
  const generators::Family& family = generators::find_family(arena.family);
  const generators::Settings settings = read_settings(family, arena.settings);
  proofs::Campaign campaign;
  campaign.parameters = arena.model.parameters;
  campaign.task = [&](std::uint64_t index) {
    return generators::make_task(family, settings, campaign.parameters, seed, index);
  };
  campaign.tasks = work::tasks_per_arena;
  campaign.statements = every_statement();
  return proofs::run(campaign, {});
}

}  // namespace

TEST_CASE("the corrupted twin of every statement is caught, whatever the seed") {
  for (const std::uint64_t seed : {1, 20, 300}) {
    CAPTURE(seed);
    const auto tests = work::test_twins(every_statement(), seed, proofs::Engine::on, {});
    REQUIRE(tests.size() == proofs::statements().size());
    for (const auto& test : tests) {
      CHECK_MESSAGE(test.caught, test.statement);
      CHECK_FALSE(test.where.empty());
    }
  }
}

TEST_CASE("after a stop only twins that were caught are named, as of the others nothing is known") {
  const auto stopped_after = [](long answers, std::atomic<long>& asked) {
    const numeric::RunControl control{1, [&asked, answers] { return asked++ >= answers; }};
    return work::test_twins(every_statement(), 1, proofs::Engine::on, control);
  };
  std::atomic<long> of_all = 0;
  stopped_after(std::numeric_limits<long>::max(), of_all);
  for (const long quarters : {0, 1, 2, 3}) {
    std::atomic<long> asked = 0;
    const auto tests = stopped_after(of_all * quarters / 4, asked);
    CHECK(tests.size() < proofs::statements().size());
    CHECK(tests.empty() == (quarters == 0));
    for (const auto& test : tests) CHECK_MESSAGE(test.caught, test.statement);
  }
}

TEST_CASE("every statement itself holds where its twin falls") {
  std::map<std::string, long> applicable;
  for (const work::Arena& arena : work::twin_arenas()) {
    CAPTURE(arena.family);
    for (const proofs::Tally& tally : run_stated(arena, 1).statements) {
      CAPTURE(tally.id);
      CHECK(tally.count(Outcome::violated) == 0);
      CHECK(tally.count(Outcome::undecided) == 0);
      CHECK(tally.count(Outcome::error) == 0);
      applicable[tally.id] += tally.applicable();
    }
  }
  for (const Statement& statement : proofs::statements()) {
    CHECK_MESSAGE(applicable[statement.id] > 0, statement.id);
  }
}

TEST_CASE("a twin of a statement that is not asked about is not tested") {
  const auto tests = work::test_twins({proofs::find_statement("norm-growth")}, 1, proofs::Engine::on, {});
  REQUIRE(tests.size() == 1);
  CHECK(tests[0].statement == "norm-growth");
}

}  // namespace margincert::work_tests
