#include "margincert/crosscheck.hpp"

#include <doctest/doctest.h>

#include <set>

#include "margincert/work/models.hpp"
#include "recursion/refusal.hpp"
#include "tests/files/support.hpp"

namespace margincert::work_tests {
namespace {

using namespace work;

CrosscheckRequest crosscheck_of_the_reference() {
  CrosscheckRequest request;
  request.model = "reference";
  request.tasks = 3;
  request.settings = {"n=8"};
  return request;
}

TEST_CASE("a transformer in memory is cross-checked as its file is, on any number of threads") {
  CrosscheckRequest by_name = crosscheck_of_the_reference(), in_memory = by_name;
  in_memory.weights = load_weights("reference");
  by_name.rounding = in_memory.rounding = true;
  CHECK(to_json(crosscheck(by_name, {.threads = 1})) == to_json(crosscheck(in_memory, {.threads = 3})));
}

TEST_CASE("the recursion that is given is the one that the transformer is held against") {
  CrosscheckRequest request = crosscheck_of_the_reference();
  request.thresholds = {transformer::parse_threshold("residual.centred-labels=0.5")};
  request.parameters = load_model("reference").parameters;
  request.against = "mine";
  const reports::Crosscheck own = crosscheck(request);
  CHECK(own.expectation.name == "mine");
  CHECK(conclude(own).status == reports::Status::pass);
  CHECK(last_line(own) == "PASS layers=4 tasks=3 holds=1 violated=0 undecided=0");

  for (auto& layer : request.parameters->layers) layer.gamma_prime = -layer.gamma_prime;
  CHECK(conclude(crosscheck(request)).status == reports::Status::fail);
}

TEST_CASE("a cross-check shows what it compares, and how much of it") {
  CrosscheckRequest request = crosscheck_of_the_reference();
  request.families = {"no-margin", "cone"};
  request.rivals = true;
  std::set<std::string> named;
  crosscheck(request, {.progress = [&](const numeric::Progress& at) {
               CHECK(at.total == (at.what == "rivals" ? transformer::rivals::trial_steps() : 3));
               CHECK(at.unit == (at.what == "rivals" ? "fits and tests" : "tasks"));
               named.insert(at.what);
             }});
  CHECK(named ==
        std::set<std::string>{"no-margin against recursion, 113 bits", "cone against recursion, 113 bits", "rivals"});
}

TEST_CASE("a cross-check that is stopped, or out of time, concludes nothing and says why") {
  CrosscheckRequest request = crosscheck_of_the_reference();
  request.thresholds = {transformer::parse_threshold("labels=1")};
  request.rivals = true;
  const reports::Crosscheck stopped = crosscheck(request, {.stop = [] { return true; }});
  CHECK(stopped.interrupted);
  CHECK_FALSE(stopped.out_of_time);
  CHECK(stopped.runs.front().summary().tasks == 0);
  CHECK_FALSE(stopped.runs.front().controls.trial);
  CHECK(conclude(stopped).status == reports::Status::inconclusive);

  const reports::Crosscheck late = crosscheck(request, {.seconds = 0.0});
  CHECK_FALSE(late.interrupted);
  CHECK(late.out_of_time);
  CHECK(conclude(late).status == reports::Status::inconclusive);
  CHECK_FALSE(crosscheck(request, {.seconds = 1e6}).out_of_time);
}

TEST_CASE("what cannot be cross-checked is refused before any work") {
  CrosscheckRequest request = crosscheck_of_the_reference();
  request.factor = 2;
  CHECK_THROWS_WITH_AS(PreparedCrosscheck{request}, "factor: there are no rivals to beat; ask for rivals, too",
                       Refusal);
  request = crosscheck_of_the_reference();
  request.parameters = load_model("reference").parameters;
  request.parameters->layers.pop_back();
  CHECK(files::test::message_of([&] { PreparedCrosscheck{request}; }) ==
        "the given recursion: layers: has 3 layers, the model has 4; hold the model against something of its own "
        "shape");
  request.model = "refrence";
  CHECK_THROWS_AS(PreparedCrosscheck{request}, Refusal);
}

}  // namespace
}  // namespace margincert::work_tests
