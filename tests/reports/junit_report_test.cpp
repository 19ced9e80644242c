#include <doctest/doctest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "example_report.hpp"
#include "random_report.hpp"
#include "support/property.hpp"
#include "synthetic_report.hpp"

namespace margincert::reports_tests {
namespace {

/// The test cases of a report, by classname and name: what each is marked with.
std::map<std::pair<std::string, std::string>, std::string> junit_cases(const reports::Report& report) {
  static const std::regex form(
      "<testcase classname=\"([^\"]*)\" name=\"([^\"]*)\"(?:/>|>\\s*<(failure|error|skipped)[ >])");
  const std::string xml = to_junit(report);
  std::map<std::pair<std::string, std::string>, std::string> cases;
  std::size_t found = 0;
  for (std::sregex_iterator at(xml.begin(), xml.end(), form), end; at != end; ++at, ++found) {
    cases[{at->str(1), at->str(2)}] = at->str(3);
  }
  REQUIRE(found == cases.size());  // no two of one name
  return cases;
}

bool is_red(const std::string& mark) { return mark == "failure" || mark == "error"; }

std::string mark_of_case(const reports::Report& report, const std::string& classname, const std::string& name) {
  const auto cases = junit_cases(report);
  const auto found = cases.find({classname, name});
  REQUIRE(found != cases.end());
  return found->second;
}

}  // namespace

TEST_CASE("JUnit has a red case exactly when the report is not a pass, and a failure exactly when it fails") {
  testing::check_property("junit.red", [] {
    const reports::Report report = *random_reports();
    const auto cases = junit_cases(report);
    const auto status = conclude(report).status;
    RC_ASSERT(std::ranges::any_of(cases, [](const auto& test) { return is_red(test.second); }) ==
              (status != reports::Status::pass));
    RC_ASSERT(std::ranges::any_of(cases, [](const auto& test) { return test.second == "failure"; }) ==
              (status == reports::Status::fail));
  });
  for (const auto& [name, mark] : junit_cases(passing_report())) CHECK(mark.empty());
}

TEST_CASE("each verdict is a case of its own") {
  const reports::Report report = example_report();
  const std::string soft = "margincert.soft.";
  CHECK(mark_of_case(report, "margincert.gate", "conclusion") == "failure");
  CHECK(mark_of_case(report, "margincert.gate", "completeness").empty());
  CHECK(mark_of_case(report, "margincert.gate", "baseline") == "error");
  CHECK(mark_of_case(report, soft + "prototype sigma=0_05", example::growth) == "failure");
  CHECK(mark_of_case(report, soft + "cone sigma=0_05", example::growth) == "skipped");  // tolerated
  CHECK(mark_of_case(report, soft + "cone sigma=0_05", "norm-growth").empty());
  CHECK(mark_of_case(report, "margincert.good.cone sigma=0_05", "in-class-floor") == "error");
  CHECK(mark_of_case(report, "margincert.identification.model_safetensors", "extraction") == "failure");
  CHECK(mark_of_case(report, "margincert.identification.model_safetensors",
                     "residual.centred-labels=0.1 on no-margin") == "error");
  CHECK(mark_of_case(report, "margincert.identification.model_safetensors",
                     "residual.centred-probe-label=0.1 on no-margin")
            .empty());
  CHECK(mark_of_case(report, "margincert.cases", "dominance-threshold.case.json") == "error");
  CHECK(mark_of_case(report, "margincert.cases", "growth-needs-class-purity.case.json").empty());
  CHECK(mark_of_case(report, "margincert.self-test", "in-class-floor") == "error");
  CHECK(mark_of_case(report, "margincert.self-test", "norm-growth").empty());
}

TEST_CASE("a violation outweighs what else is open about a statement") {
  reports::Report report = example_report();
  reports::Tally& tally = report.runs[2].statements[2];
  tally.holds -= 1;
  tally.errors = 1;
  CHECK(mark_of_case(report, "margincert.soft.prototype sigma=0_05", tally.id) == "failure");
  tally.violation->confirmed_at = 0;
  CHECK(mark_of_case(report, "margincert.soft.prototype sigma=0_05", tally.id) == "error");
}

TEST_CASE("a statement that applies to no task, or was not judged, is skipped and says why") {
  reports::Report report = passing_report();
  reports::Tally& tally = report.runs[0].statements[0];
  tally.holds = 0;
  tally.not_applicable = 10;
  tally.not_applicable_because = {{"dominance", 10}};
  CHECK(mark_of_case(report, "margincert.reference.cone", tally.id) == "skipped");
  CHECK(to_junit(report).find("<skipped>not applicable on any of 10 tasks; dominance on 10</skipped>") !=
        std::string::npos);
  tally.not_applicable = 0;
  CHECK(to_junit(report).find("<skipped>no task was judged</skipped>") != std::string::npos);
}

TEST_CASE("coverage gaps and an interrupt are red in the place where they are looked for") {
  reports::Report report = passing_report();
  report.request.required_applicable = 1000;
  report.interrupted = true;
  CHECK(mark_of_case(report, "margincert.coverage", "reference") == "error");
  CHECK(mark_of_case(report, "margincert.gate", "completeness") == "error");
  CHECK(mark_of_case(reports::Report{}, "margincert.coverage", "any statement") == "error");
}

TEST_CASE("runs of one title keep names of their own") {
  reports::Report report = passing_report();
  report.runs[1].source = report.runs[0].source;
  CHECK(mark_of_case(report, "margincert.reference.cone", "norm-growth").empty());
  CHECK(mark_of_case(report, "margincert.reference.cone", "norm-growth (2)").empty());
}

TEST_CASE("nothing that a name contains is markup in JUnit") {
  const std::string xml = to_junit(hostile_report());
  for (const char* never : {"<script", "]]>", "<failure/>", "\x1b", "\x07", "\xff", "\xc0", "\u202e"}) {
    CHECK(xml.find(never) == std::string::npos);
  }
  CHECK(xml.find("&lt;script&gt;") != std::string::npos);
  CHECK(xml.find("Größe 模型 𝔸") != std::string::npos);
}

}  // namespace margincert::reports_tests
