#include <doctest/doctest.h>

#include "tests/reports/example_report.hpp"

namespace margincert::reports_tests {

TEST_CASE("equal reports give equal bytes, and a change shows") {
  reports::Report report = example_report();
  CHECK(to_json(report) == to_json(example_report()));
  report.runs[0].statements[0].slacks[3] += 1;
  CHECK(to_json(report) != to_json(example_report()));
}

TEST_CASE("a report is read back as it was") {
  const reports::Report report = example_report();
  const reports::Report again = reports::parse_report(to_json(report), "report.json");
  CHECK(again == report);
  CHECK(to_json(again) == to_json(report));
}

}  // namespace margincert::reports_tests
