#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "charts/palette.hpp"
#include "charts/panel.hpp"
#include "tests/charts/examples.hpp"
#include "tests/charts/markup.hpp"
#include "tests/support/property.hpp"

namespace margincert::charts_tests {
namespace {

using namespace charts;

const Look plain_look{.id = "c", .title = "Title", .description = ""};

using Elements = std::vector<Element>;

Elements named(const Elements& all, const std::string& name) {
  Elements some;
  std::ranges::copy_if(all, std::back_inserter(some), [&](const Element& element) { return element.name == name; });
  return some;
}

double value(const Element& element, const std::string& attribute) {
  return std::stod(element.attributes.at(attribute));
}

/// How often a text is drawn, in one line.
long count(const Elements& all, const std::string& text) {
  return std::ranges::count_if(all, [&](const Element& e) { return e.name == "text" && e.text == text; });
}

bool mentions(const Elements& all, const std::string& words) {
  return std::ranges::any_of(all, [&](const Element& e) { return e.text.find(words) != e.text.npos; });
}

long count_filled(const Elements& all, const std::string& shape, std::string_view colour) {
  return std::ranges::count_if(all,
                               [&](const Element& e) { return e.name == shape && e.attributes.at("fill") == colour; });
}

TEST_CASE("every series of a line chart is a line with its own dash, markers and name") {
  const Elements all =
      parse(line_chart({"layer", "y", {{"up", {{0, 0}, {1, 1}}}, {"down", {{0, 1}, {1, 0}}}}}, plain_look));
  const Elements lines = named(all, "polyline");
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].attributes.contains("stroke-dasharray") != lines[1].attributes.contains("stroke-dasharray"));
  CHECK(named(all, "circle").size() == 3);  // two points, and the key before the name
  CHECK(count(all, "up") == 1);
  CHECK(count(all, "down") == 1);
}

TEST_CASE("a higher number stands higher, a later one further right") {
  const Elements dots = named(parse(line_chart({"x", "y", {{"s", {{0, -1}, {1, 2}}}}}, plain_look)), "circle");
  CHECK(value(dots[0], "cx") < value(dots[1], "cx"));
  CHECK(value(dots[0], "cy") > value(dots[1], "cy"));
}

TEST_CASE("intervals are a band, and a line does not run across what is missing") {
  const Elements all = parse(line_chart(
      {"x", "y", {{"s", {{0, 1, 0.5, 1.5}, {1, 1, 0.5, 2}, {2, nan}, {3, 1, 0.5, 1.5}, {4, 1, 0, infinite}}}}},
      plain_look));
  CHECK(named(all, "polyline").size() == 2);
  CHECK(named(all, "polygon").size() == 1);
  CHECK(mentions(all, "Not drawn, because they are not finite: 1"));
  CHECK(mentions(all, "unbounded: 1"));
}

TEST_CASE("a chart of nothing says so") {
  for (const std::string& svg :
       {line_chart({}, plain_look), bound_chart({}, plain_look), ecdf_chart({}, plain_look), rung_chart({}, plain_look),
        applicability_chart({}, plain_look), task_chart({}, plain_look)}) {
    CHECK(mentions(parse(svg), "Nothing to draw"));
  }
}

TEST_CASE("of too many names those that fit are shown, and the rest is counted") {
  LineChart chart{"x", "y", {}};
  for (int k = 0; k < 200; ++k) chart.series.push_back({"s" + std::to_string(k), {{0, k / 7.0}}});
  const Elements all = parse(line_chart(chart, plain_look));
  const long shown =
      std::ranges::count_if(all, [](const Element& e) { return e.name == "text" && e.text.starts_with("s"); });
  CHECK(shown > 5);
  CHECK(count(all, "and " + std::to_string(200 - shown) + " more") == 1);
}

BoundChart three_layers() {
  return {"observed", "bound", "", {{0, {1, 1}, {0.5, 0.5}}, {1, {1, 1.5}, {0.9, 1.1}}, {2, {1, 1}, {2, 2}, true}}};
}

TEST_CASE("both sides of a bound are named, and violated layers are marked, named and shaded") {
  const Elements all = parse(bound_chart(three_layers(), plain_look));
  CHECK(count(all, "observed") == 1);
  CHECK(count(all, "bound") == 1);
  CHECK(count(all, "violated") == 1);
  CHECK(count(all, "Violated at layer 2.") == 1);
  BoundChart two = three_layers();
  two.layers[1].violated = true;
  CHECK(count(parse(bound_chart(two, plain_look)), "Violated at layers 1–2.") == 1);
  CHECK(count_filled(all, "rect", violating) == 1);
  CHECK(count_filled(all, "polygon", violating) == 1);  // from the crossing on
  CHECK(count_filled(all, "polygon", holding) == 2);
}

TEST_CASE("where nothing is violated, nothing has its colour, whatever the order of the middles") {
  BoundChart chart = three_layers();
  chart.layers[2] = {2, {0, 3}, {1, 3}};
  const std::string svg = bound_chart(chart, plain_look);
  CHECK(svg.find(violating) == svg.npos);
  CHECK(svg.find("iolated") == svg.npos);
}

TEST_CASE("an enclosure is a bar with two ends, and a tick where it is thinner than a pixel") {
  const auto drawn = [](double width) {
    const Elements all = parse(bound_chart({"a", "b", "", {{0, {1, 1 + width}, {0, 0}}}}, plain_look));
    const auto ends = std::ranges::count_if(named(all, "line"), [](const Element& e) {
      return e.attributes.contains("stroke-width") && e.attributes.at("stroke-width") == "2.5";
    });
    return std::pair{named(all, "rect").size(), ends};
  };
  CHECK(drawn(1e-9) == std::pair{std::size_t{0}, 2L});  // a tick for either side
  CHECK(drawn(0.3) == std::pair{std::size_t{1}, 3L});
}

TEST_CASE("a bound's enclosure that has no finite ends is left out by name") {
  BoundChart chart = three_layers();
  chart.layers[1].greater.hi = infinite;
  CHECK(mentions(parse(bound_chart(chart, plain_look)), "Not drawn, because an enclosure is unbounded: layer 1."));
}

TEST_CASE("positive sides that range widely have a log axis, and it says so") {
  const auto says_log = [](double small) {
    return mentions(parse(bound_chart({"a", "b", "q", {{0, {1, 1}, {small, small}}}}, plain_look)), "q (log scale)");
  };
  CHECK(says_log(1e-3));
  CHECK_FALSE(says_log(0.5));
}

TEST_CASE("a quantile's range holds the quantile, wherever numbers stand in their buckets") {
  testing::check_property("charts-quantile", [] {
    const auto numbers = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(-20, 20)));
    const int percent = *rc::gen::inRange(0, 101);
    std::vector<Bucket> buckets;
    for (const int n : numbers) {
      const int below = *rc::gen::inRange(0, 5), above = *rc::gen::inRange(0, 5);
      buckets.push_back({static_cast<double>(n - below), static_cast<double>(n + above), 1});
    }
    std::vector<int> sorted = numbers;
    std::ranges::sort(sorted);
    const auto enough = std::ranges::find_if(sorted, [&](int x) {
      return (std::ranges::upper_bound(sorted, x) - sorted.begin()) * 100 >= percent * static_cast<long>(sorted.size());
    });
    const QuantileRange range = quantile(buckets, percent);
    RC_ASSERT(range.lo <= *enough);
    RC_ASSERT(range.hi >= *enough);
  });
}

TEST_CASE("a distribution with numbers below 0 shades that side and draws the line") {
  const Elements crossed = parse(ecdf_chart({"slack", {{-1, -0.5, 3}, {1, 2, 9}}}, plain_look));
  CHECK(count_filled(crossed, "rect", violating) == 1);
  CHECK(count(crossed, "violated") == 1);
  CHECK(count(crossed, "share of 12 tasks") == 1);
  const Elements positive = parse(ecdf_chart({"slack", {{0.5, 1, 3}, {1, 2, 9}}}, plain_look));
  CHECK(count_filled(positive, "rect", violating) == 0);
  CHECK(mentions(positive, "5 %: 0.5\u00a0…\u00a01; median: 1\u00a0…\u00a02; 95 %: 1\u00a0…\u00a02."));
}

TEST_CASE("a single violation among millions can be seen, and every count is told") {
  const Elements all =
      parse(applicability_chart({{{"cone", 9'000'000, 1, 2, {{"separation", 3}, {"dominance", 4}}}}}, plain_look));
  const Elements bars = named(all, "rect");
  const auto violated = std::ranges::find_if(bars, [](const Element& e) {
    return e.attributes.at("fill") == violating && value(e, "y") > 40;  // below the key
  });
  REQUIRE(violated != bars.end());
  CHECK(value(*violated, "width") >= 3);
  CHECK(mentions(all, "holds\u00a09\u2009000\u2009000 · violated\u00a01 · undecided\u00a02"));
  CHECK(mentions(all, "not\u00a0applicable\u00a07 (separation\u00a03, dominance\u00a04)"));
}

TEST_CASE("bars of rungs are as long as their counts") {
  const Elements bars = named(parse(rung_chart({{{53, 100}, {113, 50}, {256, 0}}}, plain_look)), "rect");
  REQUIRE(bars.size() == 3);
  CHECK(value(bars[1], "width") == doctest::Approx(value(bars[0], "width") / 2).epsilon(0.01));
  CHECK(value(bars[2], "width") == 0);
}

TaskChart two_layers(double growth) {
  return {{0, 1, std::nullopt},
          1,
          {{0, {{1, 0}, {0, 1}, {-1, 0}, {0, -1}}}, {1, {{growth, 0}, {0, growth}, {-growth, 0}, {0, -growth}}}}};
}

TEST_CASE("a task has a panel for each layer, its classes by colour, its probe in the ring of its class") {
  const Elements all = parse(task_chart(two_layers(2), plain_look));
  CHECK(count(all, "layer 0") == 1);
  CHECK(count(all, "layer 1") == 1);
  CHECK(count_filled(all, "circle", colour_of(0)) == 3);  // two panels and the key
  CHECK(count_filled(all, "polygon", colour_of(1)) == 3);
  const auto rings = std::ranges::count_if(all, [](const Element& e) {
    return e.name == "circle" && e.attributes.contains("stroke") && e.attributes.at("stroke") == colour_of(1);
  });
  CHECK(rings == 3);
  CHECK(count(all, "probe, of class 1") == 1);
  CHECK(count(all, "no label") == 1);
}

TEST_CASE("panels share a scale while one shows them all, and say when they do not") {
  CHECK(mentions(parse(task_chart(two_layers(5), plain_look)), "All panels reach"));
  const Elements far = parse(task_chart(two_layers(100), plain_look));
  CHECK(mentions(far, "Each panel has its own scale"));
  CHECK(count(far, "±1.2") + count(far, "±1.1") == 1);
}

TEST_CASE("on one scale, classes that drift apart are drawn farther apart") {
  const Elements dots = named(parse(task_chart(two_layers(3), plain_look)), "circle");
  Elements first;  // of class 0: key, layer 0, layer 1
  std::ranges::copy_if(dots, std::back_inserter(first),
                       [](const Element& e) { return e.attributes.at("fill") == colour_of(0); });
  REQUIRE(first.size() == 3);
  const Elements panels = named(parse(task_chart(two_layers(3), plain_look)), "rect");
  const auto from_centre = [&](std::size_t k) {
    return value(first[k + 1], "cx") - value(panels[k], "x") - value(panels[k], "width") / 2;
  };
  CHECK(from_centre(1) == doctest::Approx(3 * from_centre(0)).epsilon(0.01));
}

TEST_CASE("three dimensions are seen along the diagonal, all axes alike, the third upward") {
  const auto seen = projected({0, {{1, 1, 1}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}}});
  REQUIRE(seen);
  const auto& [diagonal, first, second, third] =
      std::tie(seen->tokens[0], seen->tokens[1], seen->tokens[2], seen->tokens[3]);
  CHECK(std::hypot(diagonal.x, diagonal.y) == doctest::Approx(0));
  for (const Point& axis : {first, second, third})
    CHECK(std::hypot(axis.x, axis.y) == doctest::Approx(std::sqrt(2.0 / 3)));
  CHECK(third.x == doctest::Approx(0));
  CHECK(third.y > 0);
  CHECK(first.x == doctest::Approx(-second.x));
}

TEST_CASE("of a deep task the first and the last layer are drawn, and how many in all") {
  TaskChart deep{{0}, 0, {}};
  for (int layer = 0; layer <= 40; ++layer) deep.frames.push_back({layer, {{1, 0, 0}, {0, 0, 1}}});
  const Elements all = parse(task_chart(deep, plain_look));
  CHECK(count(all, "layer 0") == 1);
  CHECK(count(all, "layer 40") == 1);
  CHECK(count(all, "12 of 41 layers are drawn.") == 1);
}

/// Relative luminance of a colour #rrggbb, as WCAG 2 defines it.
double luminance(std::string_view colour) {
  const auto part = [&](std::size_t at) {
    const double c = std::stoi(std::string(colour.substr(at, 2)), nullptr, 16) / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

TEST_CASE("every colour stands out from white and from near black") {
  for (const std::string_view colour : colours) {
    CHECK((luminance("#ffffff") + 0.05) / (luminance(colour) + 0.05) >= 3);
    CHECK((luminance(colour) + 0.05) / (luminance("#111111") + 0.05) >= 3);
  }
}

}  // namespace
}  // namespace margincert::charts_tests
