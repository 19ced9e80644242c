#include "reports/plain_text.hpp"

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
using reports::plain;
using reports::plain_shortened;

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

TEST_CASE("what could be smuggled in by a name is made visible, all else stays") {
  CHECK(plain("Δ_{t+1} ≥ 𝔸, größe <&>\"'`|") == "Δ_{t+1} ≥ 𝔸, größe <&>\"'`|");
  CHECK(plain("first\nsecond\r\t\x1b[31m") == "first\\x0asecond\\x0d\\x09\\x1b[31m");
  CHECK(plain(std::string("nul\0nul", 7)) == "nul\\x00nul");
  CHECK(plain("\x7f\xc2\x85") == "\\x7f\\x85");
  CHECK(plain("\u202e\u2028\ufeff\ufffe") == "\\u{202e}\\u{2028}\\u{feff}\\u{fffe}");
}

TEST_CASE("bytes that are no UTF-8 are shown one by one: overlong forms, surrogates, cut and stray ones") {
  CHECK(plain("\xff") == "\\xff");
  CHECK(plain("\xc0\xaf") == "\\xc0\\xaf");
  CHECK(plain("\xe0\x80\xaf") == "\\xe0\\x80\\xaf");
  CHECK(plain("\xed\xa0\x80") == "\\xed\\xa0\\x80");
  CHECK(plain("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
  CHECK(plain("\xe2\x89") == "\\xe2\\x89");
  CHECK(plain("a\x80z") == "a\\x80z");
}

TEST_CASE("plain text is plain already, and cutting it leaves whole characters") {
  testing::check_property("plain-text", [] {
    const std::string line = plain(any_bytes());
    RC_ASSERT(plain(line) == line);
    RC_ASSERT(std::ranges::none_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
    const auto most = static_cast<std::size_t>(*rc::gen::inRange(3, 60));
    const std::string cut = plain_shortened(line, most);
    RC_ASSERT(cut.size() <= most);
    RC_ASSERT(plain(cut) == cut);
    RC_ASSERT((line.size() > most || cut == line));
  });
  CHECK(plain_shortened("größe", 6) == "gr…");
}

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
