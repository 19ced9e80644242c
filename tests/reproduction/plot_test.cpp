#include "reproduction/plot.hpp"

#include <doctest/doctest.h>

namespace margincert::reproduction_tests {
namespace {

using namespace reproduction;

Plot two_lines() {
  return {"name", "a < b", "x", "y", {{"up", {{0, {0, -1, 1}}, {1, {1, 0, 2}}}}, {"bare", {{0, {0}}, {1, {-1}}}}}};
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST_CASE("every series is a line, and those with intervals have a band") {
  const std::string svg = to_svg(two_lines());
  CHECK(count(svg, "<polyline") == 2);
  CHECK(count(svg, "<polygon") == 1);
  CHECK(count(svg, ">up</text>") == 1);
}

TEST_CASE("a higher number stands higher, a later one further right") {
  // x 0..1 over 490 points from 70, y -1..2 over 290 points up from 330.
  CHECK(to_svg(two_lines()).find("<polyline points=\"70.0,233.3 560.0,136.7 \"") != std::string::npos);
}

TEST_CASE("layers and steps have no halves") {
  const std::string svg = to_svg({"n", "t", "layer", "y", {{"line", {{0, {0}}, {3, {10}}}}}});
  CHECK(count(svg, ">1</text>") == 1);
  CHECK(count(svg, ">0.5</text>") == 0);
}

TEST_CASE("there is neither script nor style, and names are escaped") {
  const std::string svg = to_svg(two_lines());
  CHECK(count(svg, "style") == 0);
  CHECK(count(svg, "script") == 0);
  CHECK(count(svg, "a &lt; b") == 2);
}

TEST_CASE("a plot of a single number, or of none, is still a plot") {
  CHECK(count(to_svg({"n", "t", "x", "y", {{"dot", {{3, {3}}}}}}), "<polyline") == 1);
  CHECK(to_svg({"n", "t", "x", "y", {}}).find("nan") == std::string::npos);
}

}  // namespace
}  // namespace margincert::reproduction_tests
