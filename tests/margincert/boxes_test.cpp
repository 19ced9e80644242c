#include <doctest/doctest.h>

#include <cmath>

#include "generators/settings.hpp"
#include "margincert/boxes.hpp"
#include "recursion/refusal.hpp"
#include "replay/replay.hpp"

namespace margincert::tests {
namespace {

BoxesRequest around_cones(double radius, proofs::Version version = proofs::Version::stated) {
  BoxesRequest request;
  request.model = load_model("reference");
  request.sources = {family_source("cone", {"n=6"}, 2)};
  request.selection.version = version;
  request.selection.statements = select_statements({"C"});
  request.radius = radius;
  return request;
}

}  // namespace

TEST_CASE("boxes say what they are about, and do not depend on the number of threads") {
  const reports::BoxReport alone = check_boxes(around_cones(1e-4), {.threads = 1});
  CHECK(alone.model == "reference");
  CHECK(alone.families == std::vector<std::string>{"cone"});
  CHECK(alone.settings == std::vector<std::string>{"n=6"});
  REQUIRE(alone.tasks.size() == 2);
  CHECK(alone.tasks.front().name == "cone 0");
  CHECK(alone.tasks.front().points == 6);
  CHECK(alone.count(proofs::Outcome::violated) == 0);
  CHECK_FALSE(alone.cut_short());
  CHECK(to_json(alone) == to_json(check_boxes(around_cones(1e-4), {.threads = 2})));
}

TEST_CASE("a violation near a task is kept once Arb has derived it again") {
  std::vector<std::size_t> tasks;
  const auto keep = [&](const files::Case& violation, std::size_t task) {
    CHECK(replay::replay(violation).decision == replay::Decision::accepted);
    tasks.push_back(task);
    return violation.statement + "-" + std::to_string(task);
  };
  const reports::BoxReport report = check_boxes(around_cones(0.05, proofs::Version::corrupted), {}, keep);
  CHECK(report.count(proofs::Outcome::violated) > 0);
  REQUIRE_FALSE(tasks.empty());
  std::size_t kept = 0;
  for (const reports::BoxedTask& task : report.tasks) {
    REQUIRE(task.confirmed.size() == task.certificates.statements.size());
    for (const auto& confirmed : task.confirmed) kept += confirmed && confirmed->bits && !confirmed->file.empty();
  }
  CHECK(kept == tasks.size());
}

TEST_CASE("boxes that are stopped at once are cut short and certify nothing") {
  std::uint64_t last = 0;
  const reports::BoxReport report =
      check_boxes(around_cones(1e-3),
                  {.stop = [] { return true; }, .progress = [&](const numeric::Progress& p) { last = p.done; }});
  CHECK(report.interrupted);
  CHECK(report.count(proofs::Outcome::holds) == 0);
  CHECK(last == 2);
}

TEST_CASE("a radius that is no size is refused before any box is judged, and so are no boxes") {
  for (const double radius : {-1e-3, std::nan(""), HUGE_VAL}) {
    CAPTURE(radius);
    CHECK_THROWS_AS(BoxesCheck{around_cones(radius)}, Refusal);
    search::BoxRequest request;
    request.radius = radius;
    CHECK_THROWS_AS(search::certify_boxes({}, request), Refusal);
  }
  BoxesRequest request = around_cones(1e-3);
  request.boxes = 0;
  CHECK_THROWS_AS(BoxesCheck{request}, Refusal);
}

TEST_CASE("sources without a task for the model are refused before any box is judged") {
  BoxesRequest request = around_cones(1e-3);
  request.sources = {family_source("cone", {"n=none"}, 1)};
  CHECK_THROWS_AS(BoxesCheck{request}, generators::SettingError);
}

}  // namespace margincert::tests
