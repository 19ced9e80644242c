#include "reports/near_misses.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "tests/reports/example_report.hpp"

namespace margincert::reports_tests {

using reports::Report;

TEST_CASE("a near miss is told with its number, its size rounded up, and its remedy, and changes no verdict") {
  Report report = example_report();
  const reports::Conclusion before = conclude(report);
  reports::Tally& tally = report.runs[0].statements[0];
  REQUIRE(tally.holds == 10);
  for (reports::Tally* lost : {&report.runs[0].statements[0], &report.runs[0].statements[1]}) {
    *lost = example::tally(lost->id, lost->regime);
    lost->not_applicable = 10;
    lost->not_applicable_because = {{"unit-norm", 10}};
    lost->near_misses = {{"unit-norm", {10, 4.41e-16}}};
  }
  const std::string said = fmt::format(
      "unit-norm is missed by no more than rounding (at most 4.5e-16 of the larger side) on 10 of 10 tasks of {} on "
      "{}, so that there 2 statements are not applicable: {}, {}; divide every x by ‖x‖(1 + 2⁻⁵⁰), not by ‖x‖",
      report.runs[0].model, report.runs[0].title(), report.runs[0].statements[0].id, report.runs[0].statements[1].id);
  const reports::Conclusion after = conclude(report);
  CHECK(std::ranges::find(after.notes, said) != after.notes.end());
  CHECK(after.not_applicable >= before.not_applicable + 10);
  for (const std::string& text : {to_text(report), to_json(report)}) CHECK(text.find(said) != std::string::npos);
  report.runs[0].statements[0].near_misses.at("unit-norm").tasks = 4;
  CHECK(conclude(report).status == after.status);
  CHECK(to_text(report).find(" on 4 to 10 of 10 tasks") != std::string::npos);
}

}  // namespace margincert::reports_tests
