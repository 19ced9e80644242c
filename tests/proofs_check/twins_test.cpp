#include "cli/twins.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <map>

#include "generators/family.hpp"
#include "proofs_check/campaign.hpp"
#include "tests/proofs_check/examples.hpp"

namespace margincert::proofs_tests {
namespace {

std::vector<const Statement*> every_statement() {
  std::vector<const Statement*> all;
  for (const Statement& statement : proofs::statements()) all.push_back(&statement);
  return all;
}

proofs::CampaignResult run_stated(const cli::Arena& arena, std::uint64_t seed) {
  const generators::Family& family = generators::find_family(arena.family);
  const generators::Settings settings = read_settings(family, arena.settings);
  proofs::Campaign campaign;
  campaign.parameters = arena.model.parameters;
  campaign.task = [&](std::uint64_t index) {
    return generators::make_task(family, settings, campaign.parameters, seed, index);
  };
  campaign.tasks = cli::tasks_per_arena;
  campaign.statements = every_statement();
  return proofs::run(campaign, {});
}

}  // namespace

TEST_CASE("the corrupted twin of every statement is caught, whatever the seed") {
  for (const std::uint64_t seed : {1, 20, 300}) {
    CAPTURE(seed);
    const auto tests = cli::test_twins(every_statement(), seed, proofs::Engine::on, {});
    REQUIRE(tests.size() == proofs::statements().size());
    for (const auto& test : tests) {
      CHECK_MESSAGE(test.caught, test.statement);
      CHECK_FALSE(test.where.empty());
    }
  }
}

TEST_CASE("after a stop only twins that were caught are named, as of the others nothing is known") {
  for (const int answers : {0, 3, 9, 20}) {
    std::atomic<int> asked = 0;
    const proofs::Execution execution{1, [&] { return asked++ >= answers; }, {}};
    const auto tests = cli::test_twins(every_statement(), 1, proofs::Engine::on, execution);
    CHECK(tests.size() < proofs::statements().size());
    CHECK(tests.empty() == (answers == 0));
    for (const auto& test : tests) CHECK_MESSAGE(test.caught, test.statement);
  }
}

TEST_CASE("every statement itself holds where its twin falls") {
  std::map<std::string, long> applicable;
  for (const cli::Arena& arena : cli::twin_arenas()) {
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
  const auto tests = cli::test_twins({proofs::find_statement("norm-growth")}, 1, proofs::Engine::on, {});
  REQUIRE(tests.size() == 1);
  CHECK(tests[0].statement == "norm-growth");
}

}  // namespace margincert::proofs_tests
