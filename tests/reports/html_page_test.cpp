#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "generators/property.hpp"
#include "reports/finding.hpp"
#include "reports/html/markup.hpp"
#include "reports/html/table.hpp"
#include "reports/report.hpp"
#include "tests/reports/example_report.hpp"
#include "tests/reports/parsed_page.hpp"
#include "tests/reports/random_report.hpp"

namespace margincert::reports_tests {
namespace {

using reports::Report;

/// What no page may have, whatever the report: nothing runs, nothing loads, nothing is styled in place.
std::string forbidden_in(const ParsedPage& page) {
  static const std::set<std::string> elements{"script", "link",  "img",   "iframe", "object", "embed", "base",
                                              "form",   "input", "video", "audio",  "image",  "use",   "foreignObject"};
  for (const PageTag& tag : page.tags) {
    if (elements.contains(tag.name)) return "<" + tag.name + ">";
    for (const auto& [name, value] : tag.attributes) {
      const bool runs = name.starts_with("on") || name == "style" || name == "src" || name == "srcset";
      const bool loads = name == "href" && !value.starts_with("#");
      if (runs || loads || (name != "title" && value.find("url(") != std::string::npos)) {
        return fmt::format("{}=\"{}\" in <{}>", name, value, tag.name);
      }
    }
  }
  return "";
}

std::string broken_anchor_in(const ParsedPage& page) {
  std::set<std::string> ids;
  std::string label;
  for (const PageTag& tag : page.tags) {
    for (const auto& [name, value] : tag.attributes) {
      if (name == "id" && !ids.insert(value).second) return "id twice: " + value;
    }
  }
  for (const PageTag& tag : page.tags) {
    for (const auto& [name, value] : tag.attributes) {
      if (name == "href" && !ids.contains(value.substr(1))) return "link to nowhere: " + value;
      if (name != "aria-labelledby" && name != "aria-describedby") continue;
      for (std::istringstream labels(value); labels >> label;) {
        if (!ids.contains(label)) return "label that there is not: " + label;
      }
    }
  }
  return "";
}

/// The first thing that is wrong with a page as such.
std::string fault_of(const ParsedPage& page) {
  if (!page.complaint.empty()) return page.complaint;
  const std::string forbidden = forbidden_in(page);
  return forbidden.empty() ? broken_anchor_in(page) : forbidden;
}

bool page_shows(const ParsedPage& page, const std::string& text) { return page.text.find(text) != std::string::npos; }

/// As the page writes counts: groups of three from five digits on.
std::string grouped(long count) {
  std::string digits = std::to_string(count);
  if (digits.size() < 5) return digits;
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, "\u202F");
  return digits;
}

std::string tasks_in_words(long holds, long applicable, long all) {
  return fmt::format("Holds on {} of {} applicable task{} ({} of {} applicable)", grouped(holds), grouped(applicable),
                     applicable == 1 ? "" : "s", grouped(applicable), grouped(all));
}

struct StatementSums {
  long holds = 0, applicable = 0, all = 0;
};

std::map<std::string, StatementSums> sums_by_statement(const Report& report) {
  std::map<std::string, StatementSums> sums;
  for (const auto& run : report.runs) {
    for (const auto& tally : run.statements) {
      StatementSums& sum = sums[tally.id];
      sum.holds += tally.holds;
      sum.applicable += tally.applicable();
      sum.all += tally.total();
    }
  }
  return sums;
}

const std::string hostile_name = "</style></title><script>alert(1)</script>\" onload=\"x' <!--\x01\xff\u202E&amp;";

/// As hostile as a report can be: names that others choose are markup.
Report report_of_markup() {
  Report report = example_report();
  const auto parameters = report.models.begin()->second;
  report.models = {{hostile_name, parameters}};
  for (auto& run : report.runs) {
    run.model = hostile_name;
    run.settings["geometry"] = hostile_name + std::to_string(run.position);
    for (auto& tally : run.statements) {
      if (tally.closest) tally.closest->deciding->part = hostile_name;
      if (tally.violation) tally.violation->cases[0].file = hostile_name;
    }
  }
  for (auto& test : report.identification) test.model = test.detail = test.place = test.replay = hostile_name;
  for (auto& series : report.differences) series.model = series.quantity = hostile_name;
  for (auto& test : report.cases) test.name = test.reason = hostile_name;
  for (auto& test : report.twins) test.where = hostile_name;
  for (auto& entry : report.baseline) entry.reason = entry.model = entry.source = hostile_name;
  report.baseline_file = report.request.config = report.request.profile = hostile_name;
  report.remarks = {hostile_name};
  return report;
}

/// Violations of one statement in many runs, each a finding of its own.
Report report_with_findings(int number) {
  Report report = example_report();
  report.baseline.clear();
  report.identification.clear();
  report.cases.clear();
  report.twins.clear();
  const auto run = report.runs[2];
  report.runs.clear();
  for (int k = 0; k < number; ++k) {
    report.runs.push_back(run);
    report.runs.back().position = k;
    report.runs.back().settings["sigma"] = fmt::format("0.{:05}", k + 1);
  }
  return report;
}

}  // namespace

TEST_CASE("the page of a report is whole: nothing runs, nothing loads, every anchor exists once") {
  CHECK(fault_of(parsed(to_html(example_report()))) == "");
  CHECK(fault_of(parsed(to_html(Report{}))) == "");
}

TEST_CASE("whatever a report contains, its page is whole") {
  property::check_property("page-is-whole", [] {
    const Report report = *random_reports();
    const ParsedPage page = parsed(to_html(report));
    RC_ASSERT(fault_of(page) == "");
    const auto findings = reports::findings(report);
    for (std::size_t k = 0; k < std::min<std::size_t>(findings.size(), 25); ++k) {
      RC_ASSERT(page_shows(page, findings[k].fingerprint));
    }
  });
}

TEST_CASE("the checks of a page see what is wrong with one") {
  const auto page = [](const std::string& body) { return parsed("<!DOCTYPE html>\n<body>" + body + "</body>"); };
  CHECK(fault_of(page("<p>fine<br></p>")) == "");
  for (const char* body : {"<p>", "</p>", "<p><b></p></b>", "<p style=\"x\">a</p>", "<script>x</script>", "a > b",
                           "<p onclick=\"x\">a</p>", "<a href=\"http://x\">a</a>", "<a href=\"#x\">a</a>",
                           "<p id=\"a\">a</p><p id=\"a\">b</p>", "<p fill=\"url(x)\">a</p>", "<img src=\"data:x\">"}) {
    CAPTURE(body);
    CHECK(fault_of(page(body)) != "");
  }
}

TEST_CASE("names that others choose stay text") {
  const std::string html = to_html(report_of_markup());
  const ParsedPage page = parsed(html);
  CHECK(fault_of(page) == "");
  CHECK(html.find("<script") == std::string::npos);
  CHECK(html.find('\x01') == std::string::npos);
  CHECK(html.find('\xff') == std::string::npos);
  CHECK(std::ranges::count_if(page.tags, [](const PageTag& tag) { return tag.name == "style"; }) == 1);
  CHECK(page_shows(page, "</style></title><script>alert(1)</script>\" onload=\"x' <!--\\x01\\xff\\u{202e}&amp;"));
}

TEST_CASE("the numbers on the page are the report's") {
  const Report report = example_report();
  const ParsedPage page = parsed(to_html(report));
  for (const auto& [its_id, sum] : sums_by_statement(report)) {
    const auto& id = its_id;
    CAPTURE(id);
    CHECK(page_shows(page, tasks_in_words(sum.holds, sum.applicable, sum.all)));
  }
  const reports::Conclusion conclusion = conclude(report);
  const long applicable = conclusion.holds + conclusion.violated + conclusion.undecided + conclusion.errors;
  CHECK(page_shows(page, fmt::format("Holds in {} of {} applicable verdicts ({} of {} applicable)", conclusion.holds,
                                     applicable, applicable, applicable + conclusion.not_applicable)));
  CHECK(page_shows(page, conclusion.line()));
  for (const std::string& reason : conclusion.reasons) CHECK(page_shows(page, reason));
  for (const std::string& note : conclusion.notes) CHECK(page_shows(page, note));
}

TEST_CASE("large counts are grouped, and never broken") {
  Report report = example_report();
  report.runs.resize(1);
  report.runs[0].tasks = report.runs[0].tasks_done = 1234567;
  auto& tally = report.runs[0].statements[0];
  report.runs[0].statements.resize(1);
  tally.holds = 1234567;
  tally.not_applicable = 0;
  CHECK(page_shows(parsed(to_html(report)), tasks_in_words(1234567, 1234567, 1234567)));
}

TEST_CASE("every finding says where, how it stands, and how to see it again") {
  const Report report = example_report();
  const ParsedPage page = parsed(to_html(report));
  const auto findings = reports::findings(report);
  REQUIRE(findings.size() > 5);
  for (const reports::Finding& finding : findings) {
    CAPTURE(finding.message);
    CHECK(page_shows(page, finding.fingerprint));
    CHECK(page_shows(page, finding.message));
    CHECK(page_shows(page, finding.replay));
    CHECK(page_shows(page, finding.standing));
  }
  CHECK(page_shows(page, "existing, tolerated, first seen 2025-03-01"));
}

TEST_CASE("a witness is there in decimal and exactly: both sides, parameters and task") {
  const Report report = example_report();
  const ParsedPage page = parsed(to_html(report));
  const reports::Violation& violation = *report.runs[2].statements[2].violation;
  for (const reports::Enclosure& side :
       {violation.worst.deciding->greater, violation.worst.deciding->lesser, violation.worst.deciding->slack}) {
    CHECK(page_shows(page, side.lo));
    CHECK(page_shows(page, side.hi));
  }
  CHECK(page_shows(page, "\n[−0.1250001, −0.125]"));  // the slack [-0.125 - 2^-40, -0.125]
  CHECK(page_shows(page, "\n0.75\n0x1.8p-1\n"));      // a coordinate
  CHECK(page_shows(page, "\n4.5\n0x1.2p+2\n"));       // gamma of layer 1
  CHECK(page_shows(page, "margincert replay violations/geometric-margin-growth-run2-task4.simplest.case.json"));
  CHECK(page_shows(page, "Derived again by Arb, which shares no arithmetic with the check, at 256 bits"));
}

TEST_CASE("the page says what it does not claim") {
  Report report = example_report();
  const auto shows = [&](const std::string& text) { return page_shows(parsed(to_html(report)), text); };
  CHECK(shows("what holds of the recursion says nothing of it"));
  CHECK(shows("An ablation: these hypotheses were not required: dominance"));
  CHECK(shows("95\u00A0% confidence each (Clopper–Pearson, one-sided)"));
  report.identification.clear();
  CHECK(shows("Nothing is said of a transformer"));
  report.request.corrupted_twins = true;
  CHECK(shows("The corrupted twins were checked, not the statements"));
  CHECK_FALSE(shows("verified"));
}

TEST_CASE("the headline is the status") {
  Report report;
  CHECK(page_shows(parsed(to_html(report)), "NOTHING-CHECKED Nothing was checked"));
  report = example_report();
  CHECK(page_shows(parsed(to_html(report)), "FAIL Certified violations"));
  report.runs.resize(2);
  report.identification.resize(1);
  CHECK(page_shows(parsed(to_html(report)), "FAIL The transformer does not follow its recursion"));
  report.identification.clear();
  CHECK(page_shows(parsed(to_html(report)), "INCONCLUSIVE No certified failure, but no pass"));
}

TEST_CASE("a page with tolerated violations never says that all holds") {
  Report report = tolerated_report();
  CHECK(page_shows(parsed(to_html(report)), "PASS Nothing new: what is known is tolerated"));
  CHECK(page_shows(parsed(to_html(report)), "1 finding is tolerated, because the baseline baseline.json knows it."));
  report.runs[0].statements[0].undecided += 1;
  CHECK(page_shows(parsed(to_html(report)), "INCONCLUSIVE No new certified failure, but no pass"));
}

TEST_CASE("a partial report says on top how much was done") {
  Report report = tolerated_report();
  const auto shows = [&](const std::string& words) { return page_shows(parsed(to_html(report)), words); };
  CHECK_FALSE(shows("A partial report"));
  report.interrupted = true;
  report.runs[0].tasks_done = 7;
  CHECK(shows("A partial report (interrupted): 7 of 10 tasks were judged."));
  report.interrupted = false;
  report.out_of_time = true;
  CHECK(shows("A partial report (out of time):"));
  report.runs[0].part = {2, {1}};
  CHECK(shows("A partial report (out of time, part of a campaign):"));
}

TEST_CASE("where both sides are equal the page gives no slack that is only rounding") {
  Report report = tolerated_report();
  CHECK_FALSE(page_shows(parsed(to_html(report)), "\nequality\n"));
  auto& closest = report.runs[0].statements[0].closest;
  REQUIRE((closest && closest->deciding));
  closest->deciding->slack = {"-0x1p-51", "0x0p+0", -0x1p-51, 0};
  CHECK(page_shows(parsed(to_html(report)), "\nequality\n"));
}

TEST_CASE("a report read back has the same page") {
  const Report report = example_report();
  CHECK(to_html(reports::parse_report(to_json(report), "report.json")) == to_html(report));
}

TEST_CASE("with thousands of findings the page stays short, and says what it leaves out") {
  const Report report = report_with_findings(1200);
  const std::string html = to_html(report);
  CHECK(html.size() < 2'000'000);
  const ParsedPage page = parsed(html);
  CHECK(fault_of(page) == "");
  const auto all = static_cast<long>(reports::findings(report).size());
  REQUIRE(all > 1025);
  CHECK(page_shows(page, grouped(all) + " findings"));
  CHECK(page_shows(page, grouped(all - 1025) + " more findings are not shown here; they are in report.json."));
  CHECK(page_shows(page, grouped(1000) + " more runs are not shown here"));
}

TEST_CASE("text becomes markup by being escaped") {
  using reports::html::Markup;
  CHECK(Markup("a < b & \"c\" > d").html() == "a &lt; b &amp; &quot;c&quot; &gt; d");
  CHECK(reports::html::escaped("a\x01\xc2\x85\xffz\n<") == "a\\x01\\x85\\xffz\\x0a&lt;");
  CHECK(reports::html::tag("p", {{"title", "\"&"}}, Markup::raw("<br>")).html() == "<p title=\"&quot;&amp;\"><br></p>");
  CHECK(reports::html::code("0x1.921fb54442d1846ap+1").html().find("<wbr>") == std::string::npos);
  CHECK(reports::html::code(std::string(60, 'f')).html().find("<wbr>") != std::string::npos);
}

}  // namespace margincert::reports_tests
