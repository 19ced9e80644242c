#include "reproduction/plot.hpp"

#include <doctest/doctest.h>

namespace margincert::reproduction_tests {
namespace {

using namespace reproduction;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST_CASE("every series is a line, those with intervals have a band, and all texts are shown") {
  const std::string svg = to_svg(
      {"name", "a < b", "step", "loss", {{"up", {{0, {0, -1, 1}}, {1, {1, 0, 2}}}}, {"bare", {{0, {0}}, {1, {-1}}}}}});
  CHECK(count(svg, "<polyline") == 2);
  CHECK(count(svg, "fill-opacity=\"0.2\"") == 1);
  for (const char* text : {">a &lt; b</text>", ">step</text>", ">loss</text>", ">up</text>", ">bare</text>"}) {
    CHECK_MESSAGE(count(svg, text) == 1, text);
  }
}

TEST_CASE("it is a file that stands on its own, on white") {
  const std::string svg = to_svg({"n", "t", "x", "y", {{"line", {{0, {0}}, {3, {10}}}}}});
  CHECK(count(svg, " xmlns=\"http://www.w3.org/2000/svg\"") == 1);
  CHECK(count(svg, "fill=\"#ffffff\"") == 1);
}

}  // namespace
}  // namespace margincert::reproduction_tests
