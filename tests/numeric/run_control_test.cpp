#include "numeric/run_control.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace margincert::numeric_tests {
namespace {

using numeric::Progress;
using numeric::RunControl;

TEST_CASE("a control that was given nothing runs on all cores, unstopped and unseen") {
  const RunControl control;
  CHECK(control.thread_count() >= 1);
  CHECK_FALSE(control.asked_to_stop());
  control.show({"nothing", 1, 2});
  control.named("nobody").show({"", 1, 2});
  CHECK_FALSE(control.started().asked_to_stop());
}

TEST_CASE("a named part of the work keeps its counts, and its units where it has no others") {
  std::vector<Progress> seen;
  const RunControl control{.threads = 2, .progress = [&](const Progress& at) { seen.push_back(at); }};
  const RunControl row = control.named("row");
  row.named("", "steps of it").show({"unknown", 3, 7, "steps"});
  row.show({"", 4, 8});
  row.silent().show({"", 5, 9});
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].what == "row");
  CHECK(seen[0].done == 3);
  CHECK(seen[0].total == 7);
  CHECK(seen[0].unit == "steps of it");
  CHECK(seen[1].unit == "tasks");
  CHECK(row.threads == 2);
}

TEST_CASE("the clock runs from the start, and is not wound up again by a part") {
  const RunControl over = RunControl{.seconds = 0.0}.started();
  CHECK(over.asked_to_stop());
  CHECK(over.started().asked_to_stop());
  const RunControl long_way_to_go = RunControl{.stop = [] { return true; }, .seconds = 1e6}.started();
  CHECK(long_way_to_go.asked_to_stop());
  CHECK_FALSE(RunControl{.seconds = 1e6}.started().asked_to_stop());
}

TEST_CASE("what was found may be worked on for a second more") {
  bool asked = false;
  const numeric::StopQuestion late = numeric::a_second_after([&] { return asked; });
  CHECK_FALSE(late());
  asked = true;
  CHECK_FALSE(late());
  CHECK_FALSE(numeric::a_second_after({})());
}

}  // namespace
}  // namespace margincert::numeric_tests
