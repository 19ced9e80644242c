#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <regex>

#include "tests/charts/examples.hpp"
#include "tests/charts/markup.hpp"
#include "tests/support/property.hpp"

namespace margincert::charts_tests {
namespace {

using charts::Look;

const std::vector<Look>& looks() {
  static const std::vector<Look> all{
      {.id = "a", .title = "A title", .description = "What it shows."},
      {.id = "b c\"<", .title = "<&\"'> \xff title, rather long: " + std::string(300, 'x'), .description = "\xff<&>"},
      {.id = "", .title = "", .description = "", .heading = false, .width = 320},
      {.id = "file", .title = "T", .description = "", .standalone = true, .width = 760}};
  return all;
}

/// What is wrong with a picture, or nothing.
std::string complaint_about(const std::string& svg) {
  const std::vector<Element> elements = parse(svg);
  const std::string forbidden = forbidden_in(elements);
  return forbidden.empty() ? outside_of_view(elements) : forbidden;
}

TEST_CASE("every chart of any data is well-formed, without styles and scripts, and inside its picture") {
  for (const Example& example : examples()) {
    for (const Look& look : looks()) {
      INFO(example.name);
      CHECK(complaint_about(example.draw(look)) == "");
    }
  }
}

TEST_CASE("a chart is a picture with a name and a description, found by ids of its own") {
  for (const Example& example : examples()) {
    INFO(example.name);
    const std::vector<Element> elements = parse(example.draw(looks()[0]));
    CHECK(elements[0].attributes.at("role") == "img");
    CHECK(elements[0].attributes.at("aria-labelledby") == "chart-a-title chart-a-desc");
    CHECK(elements[1].attributes.at("id") == "chart-a-title");
    CHECK(elements[1].text == "A title");
    CHECK(elements[2].attributes.at("id") == "chart-a-desc");
    CHECK(elements[2].text.starts_with("What it shows."));
    CHECK(elements.size() > 4);
  }
}

TEST_CASE("the same chart is drawn to the same bytes") {
  const std::vector<Example> once = examples(), again = examples();
  for (std::size_t k = 0; k < once.size(); ++k) {
    INFO(once[k].name);
    CHECK(once[k].draw(looks()[0]) == again[k].draw(looks()[0]));
  }
}

TEST_CASE("coordinates have no more than two decimals") {
  const std::regex longer("\\.[0-9]{3}");
  for (const Example& example : examples()) {
    INFO(example.name);
    for (const Element& element : parse(example.draw(looks()[0]))) {
      for (const auto& [name, text] : element.attributes) CHECK_FALSE(std::regex_search(text, longer));
    }
  }
}

TEST_CASE("only a file of its own has a namespace, a size and a ground") {
  for (const Example& example : examples()) {
    const std::vector<Element> page = parse(example.draw(looks()[0])), file = parse(example.draw(looks()[3]));
    CHECK(page[0].attributes.contains("xmlns") == false);
    CHECK(page[0].attributes.at("width") == "100%");
    CHECK(file[0].attributes.at("xmlns") == "http://www.w3.org/2000/svg");
    CHECK(file[0].attributes.at("width") == "760");
    CHECK(file[3].attributes.at("fill") == "#ffffff");
  }
}

rc::Gen<double> any_number() {
  return rc::gen::oneOf(rc::gen::elementOf(hard_numbers),
                        rc::gen::map(rc::gen::inRange(-4096, 4097), [](int k) { return k / 64.0; }),
                        rc::gen::map(rc::gen::inRange(-1000, 1000), [](int k) { return std::ldexp(1, k); }));
}

rc::Gen<std::string> any_text() {
  return rc::gen::oneOf(rc::gen::elementOf(hard_texts), rc::gen::container<std::string>(rc::gen::arbitrary<char>()));
}

TEST_CASE("charts of random lines are sound pictures") {
  testing::check_property("charts-lines", [] {
    charts::LineChart chart{*any_text(), *any_text(), {}};
    chart.series.resize(static_cast<std::size_t>(*rc::gen::inRange(0, 5)));
    for (charts::LineSeries& series : chart.series) {
      series.name = *any_text();
      series.points.resize(static_cast<std::size_t>(*rc::gen::inRange(0, 6)));
      for (charts::LinePoint& point : series.points) {
        point = {*any_number(), *any_number()};
        if (*rc::gen::arbitrary<bool>()) point.lo = *any_number();
        if (*rc::gen::arbitrary<bool>()) point.hi = *any_number();
      }
    }
    chart.whole_x = *rc::gen::arbitrary<bool>();
    RC_ASSERT(complaint_about(charts::line_chart(chart, looks()[0])) == "");
  });
}

TEST_CASE("charts of random bounds are sound pictures") {
  testing::check_property("charts-bounds", [] {
    charts::BoundChart chart{*any_text(), *any_text(), *any_text(), {}};
    chart.layers.resize(static_cast<std::size_t>(*rc::gen::inRange(0, 6)));
    for (charts::BoundLayer& layer : chart.layers) {
      layer = {*rc::gen::inRange(-3, 40),
               {*any_number(), *any_number()},
               {*any_number(), *any_number()},
               *rc::gen::arbitrary<bool>()};
    }
    chart.equal = *rc::gen::arbitrary<bool>();
    RC_ASSERT(complaint_about(charts::bound_chart(chart, looks()[0])) == "");
  });
}

TEST_CASE("charts of random buckets are sound pictures") {
  testing::check_property("charts-buckets", [] {
    charts::EcdfChart chart{*any_text(), {}, *any_text()};
    chart.buckets.resize(static_cast<std::size_t>(*rc::gen::inRange(0, 8)));
    for (charts::Bucket& bucket : chart.buckets) bucket = {*any_number(), *any_number(), *rc::gen::inRange(-1, 100)};
    RC_ASSERT(complaint_about(charts::ecdf_chart(chart, looks()[0])) == "");
  });
}

}  // namespace
}  // namespace margincert::charts_tests
