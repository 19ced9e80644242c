#include "reports/junit_xml.hpp"

#include <fmt/format.h>

#include "files/plain_text.hpp"

namespace margincert::reports {
namespace {

using files::plain;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string attribute(const char* name, std::string_view text) {
  return fmt::format(" {}=\"{}\"", name, escaped(plain(text)));
}

std::string xml_of(const TestCase& test) {
  std::string xml = "    <testcase" + attribute("classname", test.classname) + attribute("name", test.name);
  if (test.mark.element.empty()) return xml + "/>\n";
  xml += ">\n      <" + test.mark.element;
  if (!test.mark.type.empty()) xml += attribute("type", test.mark.type) + attribute("message", test.mark.message);
  return xml + fmt::format(">{}</{}>\n    </testcase>\n", escaped(test.mark.text), test.mark.element);
}

std::string xml_of(const Suite& suite) {
  std::string xml = "  <testsuite" + attribute("name", suite.name);
  xml += fmt::format(" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n", suite.cases.size(),
                     suite.marked("failure"), suite.marked("error"), suite.marked("skipped"));
  if (!suite.properties.empty()) {
    xml += "    <properties>\n";
    for (const auto& [name, value] : suite.properties) {
      xml += "      <property" + attribute("name", name) + attribute("value", value) + "/>\n";
    }
    xml += "    </properties>\n";
  }
  for (const TestCase& test : suite.cases) xml += xml_of(test);
  return xml + "  </testsuite>\n";
}

}  // namespace

std::string junit_xml(const std::vector<Suite>& all) {
  std::size_t tests = 0;
  long failures = 0, errors = 0;
  std::string suites;
  for (const Suite& suite : all) {
    tests += suite.cases.size();
    failures += suite.marked("failure");
    errors += suite.marked("error");
    suites += xml_of(suite);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"margincert\" tests=\"{}\" failures=\"{}\" "
      "errors=\"{}\">\n{}</testsuites>\n",
      tests, failures, errors, suites);
}

}  // namespace margincert::reports
