#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <set>

#include "example_report.hpp"
#include "random_report.hpp"
#include "reports/finding.hpp"
#include "support/property.hpp"
#include "synthetic_report.hpp"

namespace margincert::reports_tests {
namespace {

using Json = nlohmann::json;

Json sarif_run(const reports::Report& report) { return Json::parse(to_sarif(report)).at("runs").at(0); }

Json result_for(const reports::Report& report, const std::string& mark) {
  const Json run = sarif_run(report);
  for (const Json& result : run.at("results")) {
    if (result.at("partialFingerprints").at("margincert/v1") == mark) return result;
  }
  FAIL("no result has the fingerprint " << mark);
  return {};
}

std::string uri_of(const Json& result) {
  return result.at("locations").at(0).at("physicalLocation").at("artifactLocation").at("uri");
}

}  // namespace

TEST_CASE("every finding is a result, with a rule, a place in a file and a fingerprint of its own") {
  testing::check_property("sarif.results", [] {
    const reports::Report report = *random_reports();
    const Json run = sarif_run(report);
    const auto all = findings(report);
    RC_ASSERT(run.at("results").size() == all.size());
    std::set<std::string> marks;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Json& result = run.at("results")[i];
      const Json& rule = run.at("tool").at("driver").at("rules").at(result.at("ruleIndex").get<std::size_t>());
      RC_ASSERT(rule.at("id") == result.at("ruleId"));
      RC_ASSERT(result.at("ruleId") == all[i].rule);
      RC_ASSERT(!uri_of(result).empty());
      RC_ASSERT(marks.insert(result.at("partialFingerprints").at("primaryLocationLineHash")).second);
      const std::string level = all[i].tolerated ? "note" : all[i].certified() ? "error" : "warning";
      RC_ASSERT(result.at("level") == level);
    }
  });
  CHECK(sarif_run(passing_report()).at("results").empty());
}

TEST_CASE("a result of SARIF says layer, task, enclosures and how to see it again") {
  reports::Report report = example_report();
  const auto all = findings(report);
  const auto violation = std::ranges::find_if(all, [&](const reports::Finding& finding) {
    return finding.kind == reports::FindingKind::violation && finding.source == report.runs[2].title();
  });
  REQUIRE(violation != all.end());
  const Json result = result_for(report, violation->fingerprint);
  CHECK(uri_of(result) == "models/soft.recursion.json");
  CHECK(result.at("locations")[0].at("logicalLocations")[0].at("name") == "layer 2");
  CHECK(result.at("properties").at("task") == 4);
  CHECK(result.at("properties").at("slack").at("hi") == "-0x1p-3");
  const std::string message = result.at("message").at("text");
  CHECK(message.ends_with(". To see it again: " + violation->replay));
}

TEST_CASE("with a baseline, SARIF tells new, unchanged and updated results, and suppresses what is tolerated") {
  reports::Report report = example_report();
  const std::string known =
      fingerprint(reports::FindingKind::violation, example::growth, "soft", report.runs[3].title());
  const std::string expired =
      fingerprint(reports::FindingKind::violation, example::growth, "soft", report.runs[2].title());
  CHECK(result_for(report, known).at("baselineState") == "unchanged");
  CHECK(result_for(report, known).at("level") == "note");
  CHECK(result_for(report, known).at("suppressions")[0].at("justification") ==
        "tolerated until 2026-03-01: known, see the paper's appendix");
  CHECK(result_for(report, expired).at("baselineState") == "new");
  CHECK(result_for(report, expired).at("suppressions").empty());
  report.baseline[0].standing = reports::Standing::worse;
  CHECK(result_for(report, known).at("baselineState") == "updated");
  CHECK(result_for(report, known).at("suppressions").empty());
  report.baseline_file.clear();
  report.baseline.clear();
  CHECK_FALSE(result_for(report, known).contains("baselineState"));
}

TEST_CASE("SARIF says how the program ended") {
  reports::Report report = passing_report();
  CHECK(sarif_run(report).at("invocations")[0].at("exitCode") == 0);
  CHECK(sarif_run(report).at("invocations")[0].at("executionSuccessful") == true);
  report.interrupted = true;
  CHECK(sarif_run(report).at("invocations")[0].at("exitCode") == 130);
  CHECK(sarif_run(report).at("invocations")[0].at("executionSuccessful") == false);
}

TEST_CASE(
    "every rule of SARIF has a name that is not its id, whatever the case, and the tool says where it is explained") {
  const Json driver = sarif_run(passing_report()).at("tool").at("driver");
  CHECK(driver.at("informationUri") == "https://arxiv.org/abs/2604.11613");
  std::set<std::string> names;
  const auto lower = [](std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
  };
  for (const Json& rule : driver.at("rules")) {
    const std::string name = rule.at("name"), id = rule.at("id");
    CAPTURE(name);
    CHECK(lower(name) != lower(id));
    CHECK(std::ranges::all_of(name, [](unsigned char c) { return std::isalpha(c) || std::isdigit(c); }));
    CHECK(std::isupper(static_cast<unsigned char>(name[0])));
    CHECK(names.insert(lower(name)).second);
  }
}

TEST_CASE("no name makes a link in a message of SARIF") {
  const Json run = sarif_run(hostile_report());
  CHECK(run.at("results").size() > 100);
  for (const Json& result : run.at("results")) {
    const std::string message = result.at("message").at("text");
    CHECK(message.find("](") == std::string::npos);
    CHECK(message.find('\n') == std::string::npos);
  }
}

}  // namespace margincert::reports_tests
