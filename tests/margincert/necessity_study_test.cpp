#include <doctest/doctest.h>

#include <algorithm>

#include "margincert/necessity.hpp"
#include "recursion/refusal.hpp"
#include "replay/replay.hpp"

namespace margincert::tests {

TEST_CASE("a study's page links to its cases, and each of these replays") {
  const Necessity found = study_necessity({{"B"}, 60, 1}, {.threads = 2});
  CHECK_FALSE(found.interrupted);
  REQUIRE_FALSE(found.cases.empty());
  CHECK(found.counterexamples() <= found.cases.size());
  for (const Necessity::NamedCase& one : found.cases) {
    CAPTURE(one.name);
    CHECK(found.page.find("(cases/" + one.name + ")") != std::string::npos);
    CHECK(one.witness.origin.command == necessity_command);
    CHECK(replay::replay(one.witness).decision == replay::Decision::accepted);
  }
  CHECK(found.page.find("`margincert necessity --theorem B --budget 60 --seed 1`") != std::string::npos);
  CHECK_FALSE(found.refutes_a_proof());
}

TEST_CASE("a study that is stopped at once has empty cells, and says so") {
  std::vector<numeric::Progress> shown;
  const Necessity found = study_necessity(
      {{}, 60, 1}, {.stop = [] { return true; }, .progress = [&](const numeric::Progress& p) { shown.push_back(p); }});
  CHECK(found.interrupted);
  CHECK(found.cases.empty());
  CHECK(found.page.find("not run") != std::string::npos);
  REQUIRE(shown.size() == 1);
  CHECK(shown.front().done == 0);
  CHECK(shown.front().unit == "searches");
}

TEST_CASE("a study that checks nothing is refused") {
  CHECK_THROWS_WITH_AS(NecessityStudy({{}, 0, 1}), "--budget 0 checks nothing; give at least 1", Refusal);
}

}  // namespace margincert::tests
