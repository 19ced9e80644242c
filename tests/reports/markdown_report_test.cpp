#include <doctest/doctest.h>

#include "example_report.hpp"
#include "synthetic_report.hpp"

namespace margincert::reports_tests {
namespace {

bool says(const std::string& text, const std::string& piece) { return text.find(piece) != std::string::npos; }

}  // namespace

TEST_CASE("the summary begins with the verdict, in words") {
  CHECK(to_markdown(passing_report()).starts_with("## margincert gate: PASS\n\n**Everything that was asked for holds"));
  CHECK(to_markdown(reports::Report{}).starts_with("## margincert : NOTHING-CHECKED\n\n**Nothing was checked"));
  const std::string failed = to_markdown(example_report());
  CHECK(failed.starts_with("## margincert gate: FAIL\n\n**Something that was asked for is violated."));
  CHECK(says(failed, "\n`" + conclude(example_report()).line() + "`\n"));
}

TEST_CASE("a summary with tolerated violations never says that all holds") {
  reports::Report report = tolerated_report();
  CHECK(says(to_markdown(report), "PASS\n\n**Nothing is violated but what the baseline knows and tolerates"));
  report.runs[0].statements[0].undecided += 1;
  CHECK(says(to_markdown(report), "INCONCLUSIVE\n\n**Nothing is certified to be violated but what the baseline"));
}

TEST_CASE("where both sides are equal the summary gives no slack that is only rounding") {
  reports::Report report = tolerated_report();
  CHECK_FALSE(says(to_markdown(report), "| equality |"));
  report.runs[0].statements[0].closest->deciding->slack = {"-0x1p-51", "0x0p+0", -0x1p-51, 0};
  CHECK(says(to_markdown(report), "| equality |"));
}

TEST_CASE("the summary shows findings with their commands, each run, what is tolerated and what is not claimed") {
  const std::string text = to_markdown(example_report());
  CHECK(says(text, "**<code>geometric-margin-growth</code> &#91;S&#43;R&#93;, layer 2, task 4**\n"));
  CHECK(says(text, "```sh\nmargincert replay violations/geometric-margin-growth-run2-task4.worst.case.json\n```\n"));
  CHECK(
      says(text, "| <code>soft</code> | <code>prototype sigma=0.05</code> | 10 of 10 | 3 of 3 | 28 | 26 | 2 | 0 |\n"));
  CHECK(says(text, "<summary>1 finding that the baseline tolerates</summary>"));
  CHECK(says(text, "### What is not claimed\n\n- soft&#58; simplex left out"));
  CHECK(says(text, "- corrupted twins caught: 2 of 3\n"));
}

TEST_CASE("a summary that would be too long says how much it leaves out") {
  CHECK_FALSE(says(to_markdown(report_of_violations(100)), "left out here"));
  const std::string text = to_markdown(report_of_violations(10'000));
  CHECK(text.size() < 1'000'000);
  CHECK(says(text, "entries are left out here"));
  CHECK(text.ends_with("(docs/rigor.md).\n"));
}

}  // namespace margincert::reports_tests
