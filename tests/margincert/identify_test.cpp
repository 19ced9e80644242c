#include "margincert/identify.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "files/file_error.hpp"
#include "margincert/models.hpp"

namespace margincert::work_tests {
namespace {

/// The shipped transformer and the recursion that is read off it.
IdentificationRequest of_the_reference() {
  IdentificationRequest request;
  request.name = request.weights = request.recursion = "reference";
  request.transformer = load_weights("reference");
  request.parameters = load_model("reference").parameters;
  request.compared = 2;  // few, so that a single one may be far off
  request.thresholds = thresholds_with({{"residual.centred-labels", 0.5}, {"residual.centred-probe-label", 0.5}});
  return request;
}

}  // namespace

TEST_CASE("the shipped transformer runs the recursion that is read off it, and each test says how to repeat it") {
  std::vector<std::uint64_t> seen;
  const Identification found =
      identify(of_the_reference(), {.progress = [&](const numeric::Progress& at) { seen.push_back(at.total); }});
  CHECK(found.complete);
  REQUIRE(found.tests.size() == 4);
  CHECK(found.tests[0].check == "extraction");
  CHECK(found.tests[0].detail == "the recursion is what extract reads off the weights, bit for bit");
  CHECK(found.tests[1].check == "equivariance");
  for (const reports::IdentificationTest& test : found.tests) {
    CAPTURE(test.check);
    CHECK(test.model == "reference");
    CHECK(test.outcome == proofs::Outcome::holds);
    CHECK(test.replay.starts_with("margincert "));
  }
  CHECK(found.differences.size() == 4);
  for (const std::uint64_t total : seen) CHECK(total == 2);
  CHECK_FALSE(seen.empty());
}

TEST_CASE("one coefficient in its last bit is another recursion, by name") {
  IdentificationRequest request = of_the_reference();
  double& alpha = request.parameters.layers[1].alpha;
  alpha = std::nextafter(alpha, 10.0);
  const Identification found = identify(request);
  CHECK(found.tests[0].outcome == proofs::Outcome::violated);
  CHECK(found.tests[0].place == "alpha of layer 1");
}

TEST_CASE("an identification that is stopped says what it knows, and that this is not all") {
  const Identification found = identify(of_the_reference(), {.stop = [] { return true; }});
  CHECK_FALSE(found.complete);
  CHECK(found.tests.size() == 2);  // of the weights alone
  CHECK(found.differences.empty());
}

TEST_CASE("a recursion of another depth is refused") {
  IdentificationRequest request = of_the_reference();
  request.parameters.layers.pop_back();
  CHECK_THROWS_AS(identify(request), files::FileError);
}

}  // namespace margincert::work_tests
