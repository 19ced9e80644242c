#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "generators/property.hpp"
#include "reports/diff.hpp"
#include "reports/slack_text.hpp"
#include "tests/reports/example_report.hpp"
#include "tests/reports/random_report.hpp"

namespace margincert::reports_tests {
namespace {

using reports::Report;
using reports::slack_text;

std::vector<std::string> printed_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    lines.push_back(text.substr(at, text.find('\n', at) - at));
  }
  return lines;
}

bool is_line_of_a_verdict(const std::string& line) {
  return std::ranges::any_of(std::vector<std::string>{"PASS ", "FAIL ", "INCONCLUSIVE ", "NOTHING-CHECKED "},
                             [&](const std::string& word) { return line.starts_with(word); });
}

/// Nothing that a terminal obeys or a runner takes for a command.
bool is_harmless(const std::string& line) {
  const bool control = std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) < ' '; });
  const auto has = [&](const char* piece) { return line.find(piece) != std::string::npos; };
  const std::size_t first = line.find_first_not_of(' ');
  return !control && !has("\u009b") && !has("\u202e") && !has("\u200b") && !has("##[") &&
         (first == std::string::npos || line.compare(first, 2, "::") != 0);
}

void check_lines(const std::string& text, const std::string& last) {
  const std::vector<std::string> lines = printed_lines(text);
  RC_ASSERT(text.ends_with("\n" + last + "\n"));
  RC_ASSERT(std::ranges::count_if(lines, is_line_of_a_verdict) == 1);
  for (const std::string& line : lines) {
    RC_TAG(line);
    RC_ASSERT(is_harmless(line));
  }
}

/// A violation so far below 0 that no double is near it, as a campaign records it.
reports::Witness unprintable_witness(int sign) {
  numeric::Interval slack = numeric::Interval::exact(sign * 0x1.9p1000, numeric::Precision(113));
  slack *= numeric::Interval::exact(0x1.1p1000, numeric::Precision(113));
  reports::Witness witness = example::witness(4, -0.125);
  witness.deciding->slack = reports::record(slack);
  witness.slack_value.reset();
  return witness;
}

}  // namespace

TEST_CASE("text of others stays within its line, and the last line is the verdict and the only one") {
  property::check_property("text-report-lines", [] {
    const Report report = *random_reports();
    check_lines(to_text(report), conclude(report).line());
  });
}

TEST_CASE("in what two reports differ it stays there, too") {
  property::check_property("text-diff-lines", [] {
    const reports::Diff diff = reports::diff(*random_reports(), *random_reports());
    const std::vector<std::string> lines = printed_lines(to_text(diff));
    RC_ASSERT(lines.back() == diff.line());
    for (const std::string& line : lines) RC_ASSERT(is_harmless(line));
  });
}

TEST_CASE("a slack that no double is near is told by its enclosure, rounded towards 0") {
  CHECK(slack_text(example::witness(4, -0.125), 4) == "-1.250e-01");
  CHECK(slack_text(unprintable_witness(-1), 4) == "-1.906e+602");
  CHECK(slack_text(unprintable_witness(1), 4) == "+1.906e+602");
  reports::Witness straddling = unprintable_witness(-1);
  straddling.deciding->slack = reports::record(numeric::Interval::entire(numeric::Precision(53)));
  CHECK(slack_text(straddling, 4) == "[-inf, inf]");
  straddling.deciding->slack = reports::record(numeric::Interval::poisoned(numeric::Precision(53)));
  CHECK(slack_text(straddling, 4) == "-");
  straddling.deciding.reset();
  CHECK(slack_text(straddling, 4) == "-");
}

TEST_CASE("every format names a slack that no double is near") {
  Report report = example_report();
  for (reports::Run& run : report.runs) {
    for (reports::Tally& tally : run.statements) {
      if (tally.violation) tally.violation->worst = unprintable_witness(-1);
    }
  }
  CHECK(to_text(report).find(": slack -1.906076e+602 (derived again") != std::string::npos);
  for (const std::string& text : {to_text(report), to_markdown(report), to_junit(report), to_sarif(report)}) {
    CHECK((text.find("-1.906076e+602") != std::string::npos || text.find("1.906076e&#43;602") != std::string::npos));
  }
  CHECK(to_html(report).find("602") != std::string::npos);
}

}  // namespace margincert::reports_tests
