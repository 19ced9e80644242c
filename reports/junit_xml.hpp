#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace margincert::reports {

// JUnit XML as data. Texts may be anything; what XML cannot hold is made visible (files/plain_text.hpp).

/// What a test case is marked with when it does not pass. GitLab shows an element's text only, Jenkins both.
struct Mark {
  std::string element;              ///< "failure", "error" or "skipped"; "" for a pass
  std::string type, message, text;  ///< the text may have several lines, each plain
};

struct TestCase {
  std::string classname, name;
  Mark mark;
};

struct Suite {
  std::string name;
  std::vector<std::pair<std::string, std::string>> properties;
  std::vector<TestCase> cases;

  long marked(std::string_view element) const {
    long count = 0;
    for (const TestCase& test : cases) count += test.mark.element == element;
    return count;
  }
};

/// GitLab keeps only the first of several cases with one classname and name, which therefore have to differ.
std::string junit_xml(const std::vector<Suite>& suites);

}  // namespace margincert::reports
