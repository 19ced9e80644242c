#include "cli/twins.hpp"

#include <doctest/doctest.h>

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

struct Arena {
  recursion::LayerParameters layer;
  std::string family;
  std::vector<std::string> settings;
};

/// The places of the self-test, where the statements themselves have to stand.
std::vector<Arena> arenas() {
  const recursion::LayerParameters sharp{2.5, 4.0, 0.4, 0.5}, soft{1.0, 0.5, 0.4, 0.5}, negative{2.0, 1.0, -0.2, -0.3};
  return {{sharp, "prototype", {"n=12", "sigma=0.05"}},
          {sharp, "cone", {"n=12"}},
          {soft, "cone", {"n=12"}},
          {soft, "no-margin", {"n=12"}},
          {soft, "prototype", {"n=12", "sigma=0.3"}},
          {negative, "prototype", {"n=12", "sigma=0.3"}}};
}

proofs::CampaignResult run_stated(const Arena& arena, std::uint64_t seed) {
  const generators::Family& family = generators::find_family(arena.family);
  const generators::Settings settings = read_settings(family, arena.settings);
  proofs::Campaign campaign;
  campaign.parameters = {5, 3, recursion::MinusOneOverClasses{}, {arena.layer, arena.layer, arena.layer}};
  campaign.task = [&](std::uint64_t index) {
    return generators::make_task(family, settings, campaign.parameters, seed, index);
  };
  campaign.tasks = 8;
  campaign.statements = every_statement();
  return proofs::run(campaign, {});
}

}  // namespace

TEST_CASE("the corrupted twin of every statement is caught, whatever the seed") {
  for (const std::uint64_t seed : {1, 20, 300}) {
    CAPTURE(seed);
    const auto tests = cli::test_twins(every_statement(), seed, 1);
    REQUIRE(tests.size() == proofs::statements().size());
    for (const auto& test : tests) {
      CHECK_MESSAGE(test.caught, test.statement);
      CHECK_FALSE(test.where.empty());
    }
  }
}

TEST_CASE("every statement itself holds where its twin falls") {
  std::map<std::string, long> applicable;
  for (const Arena& arena : arenas()) {
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
  const auto tests = cli::test_twins({proofs::find_statement("norm-growth")}, 1, 1);
  REQUIRE(tests.size() == 1);
  CHECK(tests[0].statement == "norm-growth");
}

}  // namespace margincert::proofs_tests
