#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "charts/end_labels.hpp"
#include "charts/lettering.hpp"
#include "charts/number_text.hpp"
#include "tests/support/property.hpp"

namespace margincert::charts_tests {
namespace {

using namespace charts;

TEST_CASE("numbers are set as in print") {
  CHECK(number_text(-0.25) == "−0.25");
  CHECK(number_text(0) == "0");
  CHECK(number_text(12345) == "12300");
  CHECK(number_text(123456) == "1.23·10⁵");
  CHECK(number_text(1e-7) == "10⁻⁷");
  CHECK(number_text(-2.5e-12) == "−2.5·10⁻¹²");
  CHECK(number_text(INFINITY) == "∞");
  CHECK(number_text(-INFINITY) == "−∞");
  CHECK(number_text(NAN) == "not a number");
  CHECK(fixed_text(-0.001, 2) == "0.00");
  CHECK(fixed_text(-1.5, 1) == "−1.5");
  CHECK(power_of_ten(-308) == "10⁻³⁰⁸");
  CHECK(count_text(1234) == "1234");
  CHECK(count_text(1234567) == "1\u2009234\u2009567");
  CHECK(count_text(-12345) == "−12\u2009345");
  CHECK(list_text({6, 2, 5, 4}) == "2, 4–6");
  CHECK(list_text({}) == "");
}

TEST_CASE("ends of a range are rounded outward") {
  CHECK(range_text(0.12345, 0.12345) == "0.123\u00a0…\u00a00.124");
  CHECK(range_text(-0.12345, 9.999) == "−0.124\u00a0…\u00a010");
  CHECK(range_text(0.5, 0.5) == "0.5");
  CHECK(range_text(1.0001e-5, 9.9999e-5) == "10⁻⁵\u00a0…\u00a010⁻⁴");
  CHECK(range_text(-INFINITY, 1) == "−∞\u00a0…\u00a01");
}

TEST_CASE("text of any bytes becomes text of XML") {
  CHECK(escaped("<a & \"b\">") == "&lt;a &amp; &quot;b&quot;&gt;");
  CHECK(escaped("\xc3\xa9") == "é");
  CHECK(escaped("a\xff\x62") == "a\uFFFDb");
  CHECK(escaped("\xed\xa0\x80") == "\uFFFD");    // a surrogate
  CHECK(escaped("\xc0\xaf") == "\uFFFD\uFFFD");  // a slash, longer than it need be
  CHECK(escaped("\xe0\x80\xaf") == "\uFFFD\uFFFD\uFFFD");
  CHECK(escaped("\xe2\x82") == "\uFFFD\uFFFD");  // cut short
  CHECK(escaped(std::string("a\0b\n", 4)) == "a\uFFFDb ");
  CHECK(escaped("\uFFFD") == "\uFFFD");
  CHECK(escaped("\xf0\x9f\x8c\x8d") == "🌍");
}

TEST_CASE("lines break at spaces, then within names, and only the last is cut") {
  CHECK(wrapped("one two three", 10, width_of("one two", 10) + 1, 3).lines ==
        std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("residual.centred", 10, width_of("residual.", 10) + 1, 3).lines ==
        std::vector<std::string>{"residual.", "centred"});
  const Lines cut = wrapped("one two three four", 10, width_of("one two", 10) + 1, 2);
  CHECK(cut.cut);
  CHECK(cut.lines.size() == 2);
  CHECK(cut.lines[1].ends_with("…"));
  CHECK(shortened("series number 17", 10, 70).lines[0].ends_with("17"));
  CHECK_FALSE(shortened("short", 10, 70).cut);
  CHECK(wrapped("", 10, 70, 2).lines.empty());
}

TEST_CASE("no line is wider than its room, and nothing is lost when there are lines enough") {
  testing::check_property("charts-wrapping", [] {
    const auto letters = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("abcW. -")));
    const double width = *rc::gen::inRange(30, 90);
    const Lines lines = wrapped(letters, 10, width, 1000);
    std::string joined, wanted = letters;
    for (const std::string& line : lines.lines) {
      RC_ASSERT(width_of(line, 10) <= width + 1e-9);
      joined += line;
    }
    std::erase(joined, ' ');
    std::erase(wanted, ' ');
    RC_ASSERT(joined == wanted);
    for (const std::string& line : wrapped(letters, 10, width, 2).lines) RC_ASSERT(width_of(line, 10) <= width + 1e-9);
    RC_ASSERT(width_of(shortened(letters, 10, width).lines[0], 10) <= width + 1e-9);
  });
}

TEST_CASE("labels move apart, stay inside, and no farther than they must") {
  CHECK(spread({10, 50}, {20, 20}, 0, 100) == std::vector<double>{10, 50});
  CHECK(spread({50, 50}, {20, 20}, 0, 100) == std::vector<double>{40, 60});
  CHECK(spread({56, 50, 50}, {20, 20, 20}, 0, 100) == std::vector<double>{72, 32, 52});
  CHECK(spread({0, 0}, {20, 20}, 0, 100) == std::vector<double>{10, 30});
  CHECK(spread({100, 100}, {20, 30}, 0, 100) == std::vector<double>{60, 85});
}

TEST_CASE("labels of any heights neither overlap nor leave their room") {
  testing::check_property("charts-spread", [] {
    const auto wanted = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-50, 400));
    std::vector<double> heights(wanted.begin(), wanted.end()), sizes;
    for (std::size_t k = 0; k < wanted.size(); ++k) sizes.push_back(*rc::gen::inRange(1, 30));
    const double room = std::accumulate(sizes.begin(), sizes.end(), 0.0) + *rc::gen::inRange(0, 100);
    const std::vector<double> places = spread(heights, sizes, 0, room);
    RC_ASSERT(places.size() == heights.size());
    for (std::size_t j = 0; j < places.size(); ++j) {
      RC_ASSERT(places[j] - sizes[j] / 2 >= -1e-9);
      RC_ASSERT(places[j] + sizes[j] / 2 <= room + 1e-9);
      for (std::size_t k = 0; k < j; ++k) {
        RC_ASSERT(std::abs(places[j] - places[k]) >= (sizes[j] + sizes[k]) / 2 - 1e-9);
        RC_ASSERT((heights[j] - heights[k]) * (places[j] - places[k]) >= 0);
      }
    }
  });
}

}  // namespace
}  // namespace margincert::charts_tests
