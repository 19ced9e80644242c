#include "tests/charts/markup.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

namespace margincert::charts_tests {
namespace {

constexpr const char* sound =
    "<svg viewBox=\"0 0 10 10\"><title id=\"t\">a &amp; b</title>\n<rect x=\"1\" y=\"1\" width=\"9\" "
    "height=\"9\"/></svg>\n";

TEST_CASE("the tests' reader of markup takes what is well-formed, and says what is in it") {
  const std::vector<Element> elements = parse(sound);
  REQUIRE(elements.size() == 3);
  CHECK(elements[1].text == "a & b");
  CHECK(elements[2].depth == 1);
  CHECK(elements[2].attributes.at("width") == "9");
  CHECK(forbidden_in(elements) == "");
  CHECK(outside_of_view(elements) == "");
}

TEST_CASE("the tests' reader of markup refuses what is not well-formed") {
  for (const char* broken : {"", "<svg>", "<svg></title>", "<svg><a></svg></a>", "<svg>&nbsp;</svg>",
                             "<svg>a & b</svg>", "<svg a=\"1\" a=\"2\"/>", "<svg a=1/>", "<svg/>more",
                             "<svg>\x01</svg>", "<svg>\xff</svg>", "<svg a=\"<\"/>", "<svg><!-- --></svg>"}) {
    CHECK_THROWS_AS_MESSAGE(parse(broken), std::runtime_error, broken);
  }
}

TEST_CASE("what a content policy forbids is found, and what lies outside") {
  for (const char* bad : {"<svg style=\"\"/>", "<svg><style/></svg>", "<svg><script/></svg>", "<svg class=\"a\"/>",
                          "<svg><line x1=\"nan\"/></svg>", "<svg><rect fill=\"url(#a)\"/></svg>", "<svg><image/></svg>",
                          "<svg><title id=\"a\"/><desc id=\"a\"/></svg>", "<svg onload=\"\"/>"}) {
    CHECK_MESSAGE(forbidden_in(parse(bad)) != "", bad);
  }
  for (const char* shape : {"<line x1=\"11\"/>", "<rect width=\"11\"/>", "<circle r=\"1\"/>",
                            "<polygon points=\"1,1 -1,2\"/>", "<text x=\"8\" y=\"9\" font-size=\"9\">word</text>"}) {
    CHECK_MESSAGE(outside_of_view(parse(std::string("<svg viewBox=\"0 0 10 10\">") + shape + "</svg>")) != "", shape);
  }
}

}  // namespace
}  // namespace margincert::charts_tests
