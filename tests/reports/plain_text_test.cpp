#include <doctest/doctest.h>

#include <algorithm>

#include "random_report.hpp"
#include "reports/annotations.hpp"
#include "reports/artifact.hpp"
#include "reports/markdown_text.hpp"
#include "support/property.hpp"
#include "synthetic_report.hpp"

namespace margincert::reports_tests {
namespace {

using reports::artifact_uri;
using reports::markdown_block;
using reports::markdown_text;

std::string any_bytes() {
  const auto bytes = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 256));
  return {bytes.begin(), bytes.end()};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    lines.push_back(text.substr(at, text.find('\n', at) - at));
  return lines;
}

}  // namespace

TEST_CASE("paths become URIs of ASCII, relative to where the program ran") {
  CHECK(artifact_uri("models/soft.recursion.json") == "models/soft.recursion.json");
  CHECK(artifact_uri("./a/b.json") == "a/b.json");
  CHECK(artifact_uri(".//a.json") == "a.json");
  CHECK(artifact_uri("/tmp/a b.json") == "file:///tmp/a%20b.json");
  CHECK(artifact_uri("c:d/größe?#%.json") == "c%3Ad/gr%C3%B6%C3%9Fe%3F%23%25.json");
  CHECK(artifact_uri("\xff\n") == "%FF%0A");
  CHECK(artifact_uri("./") == ".");
}

TEST_CASE("a finding is held against the file that it is about") {
  reports::Report report = passing_report();
  const auto file_of = [&](const std::string& rule, const std::string& model, const std::string& source) {
    reports::Finding finding;
    finding.rule = rule;
    finding.model = model;
    finding.source = source;
    return artifact_of(report, finding);
  };
  CHECK(file_of("norm-growth", "soft", "cone") == "models/soft.recursion.json");
  CHECK(file_of("norm-growth", "my/model.json", "cone") == "my/model.json");
  CHECK(file_of("identification", "reference", "extraction") == "models/reference.safetensors");
  CHECK(file_of("cases", "", "one.case.json") == "cases/one.case.json");
  CHECK(file_of("cases", "", "mine/one.case.json") == "mine/one.case.json");
  CHECK(file_of("run", "", "interrupted") == "models/reference.recursion.json");
  report.request.config = "gate.toml";
  CHECK(file_of("run", "", "interrupted") == "gate.toml");
  report.baseline_file = "baseline.json";
  CHECK(file_of("baseline", "soft", "cone") == "baseline.json");
  CHECK(artifact_of(reports::Report{}, reports::Finding{}) == "models/");
}

TEST_CASE("no character of a name is markup in Markdown") {
  testing::check_property("markdown-text", [] {
    const std::string text = markdown_text(any_bytes());
    for (const char c : text) RC_ASSERT(std::string_view("`*_{}[]()<>!|~$@\\:+'\"\n").find(c) == std::string::npos);
  });
  CHECK(markdown_text("a|b") == "a&#124;b");
  CHECK(markdown_text("sigma=0.02, see www.example.org") == "sigma=0.02, see www&#46;example.org");
}

TEST_CASE("a fenced block is closed by no line of its content") {
  CHECK(markdown_block("margincert replay a.case.json") == "```sh\nmargincert replay a.case.json\n```\n");
  CHECK(markdown_block("a ```` b\n```") == "`````sh\na ```` b\\x0a```\n`````\n");
}

TEST_CASE("annotations are at most ten lines, each one command, whatever the names are") {
  CHECK(to_annotations(passing_report()).empty());
  for (const reports::Report& report : {hostile_report(), report_of_violations(11), report_of_violations(10)}) {
    const std::vector<std::string> lines = lines_of(to_annotations(report));
    CHECK(lines.size() == 10);
    for (const std::string& line : lines) {
      CHECK(line.starts_with("::error "));
      CHECK(std::ranges::count(line.substr(0, line.find("::", 2)), ',') <= 2);
    }
  }
  CHECK(to_annotations(report_of_violations(11)).ends_with("::2 findings more; the report has them all\n"));
  CHECK(lines_of(to_annotations(report_of_violations(3))).size() == 3);
}

TEST_CASE("an annotation is escaped as GitHub asks for it") {
  reports::Report report = passing_report();
  report.interrupted = true;
  report.request.config = "50%:a,b\nc.toml";
  CHECK(to_annotations(report) ==
        "::error file=50%25%3Aa%2Cb\\x0ac.toml,line=1,title=margincert%3A run::interrupted\n");
}

}  // namespace margincert::reports_tests
