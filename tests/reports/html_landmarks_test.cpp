#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <set>
#include <string>

#include "generators/property.hpp"
#include "reports/report.hpp"
#include "tests/reports/example_report.hpp"
#include "tests/reports/parsed_page.hpp"
#include "tests/reports/random_report.hpp"

namespace margincert::reports_tests {
namespace {

/// The role by which assistive software lists a part of the page, "" for what it does not list (HTML-AAM).
std::string landmark_of(const PageTag& tag) {
  static const std::set<std::string> roles{"banner", "complementary", "contentinfo", "form",
                                           "main",   "navigation",    "region",      "search"};
  const std::string role = tag.attribute("role");
  if (!role.empty()) return roles.contains(role) ? role : "";
  const bool is_named = !tag.attribute("aria-label").empty() || !tag.attribute("aria-labelledby").empty();
  if (tag.name == "section" && is_named) return "region";
  if (tag.name == "nav") return "navigation";
  if (tag.name == "aside") return "complementary";
  return tag.name == "main" || tag.name == "footer" || tag.name == "header" ? tag.name : "";
}

/// The first landmark that has the role and the name of another one, "" when there is none.
std::string landmark_there_twice(const std::string& html) {
  std::set<std::string> seen;
  for (const PageTag& tag : parsed(html).tags) {
    const std::string role = landmark_of(tag);
    if (role.empty()) continue;
    const std::string named = role + ": " + tag.attribute("aria-label") + tag.attribute("aria-labelledby");
    if (!seen.insert(named).second) return named;
  }
  return "";
}

}  // namespace

TEST_CASE("landmarks with one role and one name are seen") {
  const std::string head = "<!DOCTYPE html>\n<main>", tail = "</main>";
  const std::string region = "<div role=\"region\" aria-label=\"one\"></div>";
  CHECK(landmark_there_twice(head + region + region + tail) == "region: one");
  CHECK(landmark_there_twice(head + "<nav></nav><nav></nav>" + tail) == "navigation: ");
  CHECK(landmark_there_twice(head + region + "<section></section><section></section>" + tail).empty());
}

TEST_CASE("no two landmarks of a page share a name, whatever the report") {
  CHECK(landmark_there_twice(to_html(example_report())).empty());
  property::check_property("html-landmarks", [] {
    const std::string html = to_html(*random_reports());
    RC_ASSERT(parsed(html).complaint.empty());
    RC_ASSERT(landmark_there_twice(html) == "");
  });
}

}  // namespace margincert::reports_tests
