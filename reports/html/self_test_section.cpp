#include <fmt/format.h>

#include <algorithm>

#include "reports/html/sections.hpp"
#include "reports/html/table.hpp"
#include "reports/html/words.hpp"

namespace margincert::reports::html {
namespace {

Markup cases_of(const Report& report) {
  if (report.cases.empty()) return {};
  const auto accepted = std::ranges::count_if(report.cases, &CaseTest::accepted);
  Table table("Committed witnesses", {{"case", false}, {"outcome", false}, {"why", false}});
  for (const CaseTest& test : report.cases) {
    table.row(
        {code(test.name), test.accepted ? badge("derived again", "pass") : badge("not accepted", "fail"), test.reason},
        test.accepted ? "" : "fail");
  }
  return tag("p", fmt::format("{} of {} committed witnesses were derived again by Arb before anything else.", accepted,
                              report.cases.size())) +
         details("Which", table.markup());
}

Markup twins_of(const Report& report) {
  if (report.twins.empty()) return {};
  const auto caught = std::ranges::count_if(report.twins, &TwinTest::caught);
  Table table("Corrupted twins", {{"statement", false}, {"outcome", false}, {"where", false}});
  for (const TwinTest& test : report.twins) {
    table.row(
        {code(test.statement), test.caught ? badge("caught", "pass") : badge("not caught", "fail"), name(test.where)},
        test.caught ? "" : "fail");
  }
  return tag("p",
             fmt::format(
                 "{} of {} corrupted twins were caught. Each is a slightly wrong version of its statement: a check "
                 "that cannot see it violated checks nothing.",
                 caught, report.twins.size())) +
         details("Which, and where", table.markup());
}

}  // namespace

Markup self_test_section(const Context& context) {
  return section("self-test", "Self-test", cases_of(context.report) + twins_of(context.report));
}

}  // namespace margincert::reports::html
