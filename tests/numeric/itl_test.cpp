#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "itl_runner.hpp"
#include "sample_vectors.hpp"

namespace margincert::numeric_tests {
namespace {

namespace fs = std::filesystem;

itl::Outcome run_text(std::string_view statements) {
  return itl::run(itl::parse("testcase t {" + std::string(statements) + "}", "inline"));
}

void check_outcome(const itl::Outcome& outcome, const std::string& name) {
  MESSAGE(name << ": " << itl::summary(outcome));
  for (const std::string& failure : outcome.failures) FAIL_CHECK(name << ": " << failure);
}

/// MARGINCERT_ITL_DIR, or the folder that may lie beside the source tree.
std::vector<fs::path> published_files() {
  const char* given = std::getenv("MARGINCERT_ITL_DIR");
  const fs::path folder = given ? fs::path(given) : fs::path(MARGINCERT_SOURCE_ROOT) / "../shared/itf1788";
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".itl") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string contents(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  REQUIRE_MESSAGE(stream.good(), file.string() << " cannot be read; check its permissions");
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST_CASE("published interval vectors pass") {
  const auto files = published_files();
  if (files.empty()) MESSAGE("skipped: published interval vectors (set MARGINCERT_ITL_DIR)");
  for (const fs::path& file : files) {
    const auto vectors = itl::parse(contents(file), file.filename().string());
    CHECK_MESSAGE(!vectors.empty(), file.filename().string() << " holds no vectors");
    check_outcome(itl::run(vectors), file.filename().string());
  }
}

TEST_CASE("our own interval vectors pass, all of them run") {
  const auto vectors = itl::parse(itl::sample_vectors, "sample.itl");
  const itl::Outcome outcome = itl::run(vectors);
  check_outcome(outcome, "sample.itl");
  CHECK(outcome.passed >= 60);
  CHECK(outcome.unsupported_count() == 0);
  CHECK(outcome.decorated == 0);
  CHECK(outcome.run() == static_cast<int>(vectors.size()));
}

TEST_CASE("a wrong vector fails, and says where and what ours is") {
  for (const char* wrong : {
           "add [1.0, 2.0] [3.0, 4.0] = [4.0, 7.0];",        // ours leaves out values
           "add [1.0, 2.0] [3.0, 4.0] = [4.5, 6.0];",        // ours is wider
           "div [1.0] [3.0] = [0x1.5555555555555p-2];",      // off by one unit
           "sqrt [-2.0, -1.0] = [0.0];",                     // ours is empty
           "sqrt [-2.0, 4.0] = [empty];",                    // ours is not
           "intersection [1.0, 2.0] [empty] = [1.0, 2.0];",  // empty by mistake, and no documented deviation
           "mid [1.0, 2.0] = 1.25;",                         // another number
           "wid [1.0, 2.0] = NaN;",                          // a number where none is expected
           "subset [1.0, 2.0] [1.5, 2.0] = true;",           // does not hold
           "disjoint [1.0, 2.0] [3.0, 4.0] = false;",        // holds
           "isEmpty [empty] = false;",                       // holds
           "add [1.0, 2.0] = [1.0, 2.0];",                   // an operand is missing
           "add [1.0, 2.0] 3.0 = [4.0, 5.0];",               // an operand of another kind
           "add [1.0, 2.0] [3.0, 4.0] = 4.0;",               // a result of another kind
       }) {
    CAPTURE(wrong);
    const itl::Outcome outcome = run_text(wrong);
    CHECK(outcome.failures.size() == 1);
    CHECK(outcome.run() == 1);
    if (!outcome.failures.empty()) CHECK(outcome.failures[0].find("t, line 1") == 0);
  }
}

TEST_CASE("what the library does not have, or has otherwise by design, is counted by name") {
  const itl::Outcome outcome = run_text(
      "add [1.0]_com [2.0]_com = [3.0]_com; sqr [nai] = [nai]; sin [0.0] = [0.0]; pown [2.0] 3 = [8.0];"
      "sin [1.0] = [entire]; convexHull [empty] [1.0] = [1.0]; inf [empty] = +infinity; mid [entire] = 0.0;"
      "subset [empty] [1.0] = true; add [1.0] [2.0] = [3.0] signal Somehow; sum_nearest {1.0, 2.0} = 3.0;");
  CHECK(outcome.failures.empty());
  CHECK(outcome.passed == 0);
  CHECK(outcome.decorated == 2);
  const std::map<std::string, int> unsupported{{"sin", 2}, {"pown", 1}, {"sum_nearest", 1}, {"add with a signal", 1}};
  CHECK(outcome.unsupported == unsupported);
  const std::map<std::string, int> deviations{{"convexHull with the empty set is poison", 1},
                                              {"inf of the empty set is poison", 1},
                                              {"mid of an unbounded interval is poison", 1},
                                              {"subset is not claimed of the empty set", 1}};
  CHECK(outcome.deviations == deviations);
  CHECK(itl::summary(outcome).find("sin 2") != std::string::npos);
}

TEST_CASE("literals are read as the nearest doubles, with either sign, in decimal and hexadecimal") {
  const auto vectors = itl::parse(
      "/* a comment */ testcase a.b_c {\n// another\n pos [0.1] = [-0X1.8P-1, +infinity];\n mid [1.0,2.0] = "
      "-1.5e-3;\n}",
      "inline");
  REQUIRE(vectors.size() == 2);
  CHECK(vectors[0].group == "a.b_c");
  CHECK(vectors[0].line == 3);
  const auto& tenth = std::get<itl::IntervalLiteral>(vectors[0].operands[0]).value;
  CHECK(tenth.lo_double() == 0x1.999999999999ap-4);
  CHECK(tenth.hi_double() == 0x1.999999999999ap-4);
  const auto& half_line = std::get<itl::IntervalLiteral>(vectors[0].expected[0]).value;
  CHECK(half_line.lo_double() == -0.75);
  CHECK(mpfr_inf_p(half_line.hi()));
  CHECK(std::get<itl::NumberLiteral>(vectors[1].expected[0]).value == -0.0015);
}

TEST_CASE("a malformed file is refused with its name and line") {
  for (const char* malformed :
       {"case a {}", "testcase {}", "testcase a { add [1.0] = [1.0] ", "testcase a { /* ",
        "testcase a { pos [2.0, 1.0] = [1.0]; }", "testcase a { pos [one] = [1.0]; }", "testcase a { pos [] = [1.0]; }",
        "testcase a { pos [1.0 = [1.0; }", "testcase a { add [1.0] {2.0 = [1.0]; ", "testcase a { pos [1.0] = ?; }",
        "testcase a"}) {
    CAPTURE(malformed);
    CHECK_THROWS_WITH_AS(itl::parse(malformed, "broken.itl"), doctest::Contains("broken.itl:1: "), std::runtime_error);
  }
}

}  // namespace
}  // namespace margincert::numeric_tests
