#include <doctest/doctest.h>

#include "margincert/search.hpp"
#include "recursion/refusal.hpp"

namespace margincert::tests {
namespace {

/// Theorem A's growth without its dominance, which tasks break soon.
SearchRequest broken_soon() {
  SearchRequest request;
  request.statement = "geometric-margin-growth";
  request.drop = {"H5"};
  request.budget = 2000;
  return request;
}

}  // namespace

TEST_CASE("a search keeps what it found, derived again by Arb, worst before simplest") {
  std::vector<std::string> kinds;
  const auto keep = [&](const files::Case& witness, const std::string& kind) {
    CHECK(replay::replay(witness).decision == replay::Decision::accepted);
    CHECK(witness.origin.command == "search");
    kinds.push_back(kind);
    return "kept/" + kind;
  };
  const reports::SearchReport found = find_worst(broken_soon(), {.threads = 1}, keep);
  REQUIRE(found.found());
  REQUIRE(found.simplest.has_value());
  CHECK(found.worst->file == "kept/worst");
  CHECK(found.simplest->file == "kept/simplest");
  CHECK(found.worst->replay.decision == replay::Decision::accepted);
  REQUIRE(kinds.size() >= 2);
  CHECK(kinds.back() == "simplest");
  CHECK(std::count(kinds.begin(), kinds.end(), "simplest") == 1);
  CHECK_FALSE(found.interrupted);
  CHECK_FALSE(found.out_of_time);
}

TEST_CASE("what a search finds does not depend on the number of threads, nor on who keeps it") {
  const reports::SearchReport alone = find_worst(broken_soon(), {.threads = 1});
  const reports::SearchReport together = find_worst(broken_soon(), {.threads = 3});
  CHECK(to_json(alone) == to_json(together));
  CHECK(to_text(alone) == to_text(together));
  CHECK(alone.worst->file == "");
}

TEST_CASE("a search is set up before it runs, and refuses what cannot be") {
  const auto refused = [](auto change) {
    SearchRequest request = broken_soon();
    change(request);
    try {
      const Search search(request);
    } catch (const Refusal& refusal) {
      return std::string(refusal.what());
    }
    return std::string("accepted");
  };
  CHECK(refused([](auto&) {}) == "accepted");
  CHECK(refused([](auto& r) { r.statement = "geometric-margin-grwth"; }).find("did you mean") != std::string::npos);
  CHECK(refused([](auto& r) { r.engines = {"patern"}; }).find("'pattern'") != std::string::npos);
  CHECK(refused([](auto& r) { r.budget = 0; }) == "--budget 0 checks nothing; give at least 1");
  CHECK(refused([](auto& r) { r.vary_parameters = true; }).find("--vary-params needs --params") == 0);
  CHECK(refused([](auto& r) { r.settings = {"n=4"}; }) == "--set needs exactly one --family");
  CHECK(refused([](auto& r) { r.model = "referenc"; }).find("did you mean 'reference'") != std::string::npos);
}

TEST_CASE("parameters in hand are kept to, under the name that they are given") {
  SearchRequest request = broken_soon();
  request.parameters = recursion::Parameters{2, 2, recursion::MinusOneOverClasses{}, {{0.25, 0.25, 1, 1}}};
  request.model = "mine";
  const reports::SearchReport found = find_worst(request);
  CHECK(found.parameters == "mine");
  REQUIRE(found.found());
  CHECK(found.worst->witness.instance.parameters() == *request.parameters);
}

TEST_CASE("a search that is asked to stop says so, and one that runs out of time says that") {
  SearchRequest endless = broken_soon();
  endless.statement = "label-margin-floor";
  endless.drop = {};
  endless.budget = 1'000'000'000;
  const reports::SearchReport stopped = find_worst(endless, {.threads = 1, .stop = [] { return true; }});
  CHECK(stopped.interrupted);
  CHECK_FALSE(stopped.out_of_time);
  const reports::SearchReport late = find_worst(endless, {.threads = 1, .seconds = 0.2});
  CHECK_FALSE(late.interrupted);
  CHECK(late.out_of_time);
  CHECK(last_line(late).starts_with("INCONCLUSIVE"));
}

}  // namespace margincert::tests
