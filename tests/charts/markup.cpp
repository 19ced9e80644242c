#include "tests/charts/markup.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>
#include <stdexcept>

#include "charts/lettering.hpp"
#include "charts/unicode.hpp"

namespace margincert::charts_tests {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view document) : rest_(document), size_(document.size()) {}

  std::vector<Element> all() {
    if (charts::encoded(charts::decoded(without_breaks(rest_))) != without_breaks(rest_)) fail("characters");
    element(0);
    skip_blanks();
    if (!rest_.empty()) fail("something after the document's element");
    return elements_;
  }

 private:
  static std::string without_breaks(std::string_view text) {
    std::string result(text);
    std::ranges::replace(result, '\n', ' ');
    return result;
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(what + " at byte " + std::to_string(size_ - rest_.size()) + ": " +
                             std::string(rest_.substr(0, 60)));
  }
  void expect(std::string_view token) {
    if (!rest_.starts_with(token)) fail("expected " + std::string(token));
    rest_.remove_prefix(token.size());
  }
  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \n"), rest_.size())); }
  std::string name() {
    const std::size_t end = std::min(
        rest_.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-:"), rest_.size());
    if (end == 0) fail("expected a name");
    const std::string result(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return result;
  }
  std::string text_until(char end) {
    std::string result;
    while (!rest_.empty() && rest_[0] != end) {
      if (rest_[0] == '<' || rest_[0] == '>') fail("a bracket in text");
      if (rest_[0] == '&') {
        result += entity();
      } else {
        result += rest_[0];
        rest_.remove_prefix(1);
      }
    }
    return result;
  }
  char entity() {
    for (const auto& [code, c] :
         {std::pair{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}}) {
      if (rest_.starts_with(code)) {
        expect(code);
        return c;
      }
    }
    fail("a bare ampersand");
  }
  void element(int depth) {
    expect("<");
    const std::size_t place = elements_.size();
    elements_.push_back({name(), {}, "", depth});
    while (rest_.starts_with(" ")) {
      skip_blanks();
      const std::string attribute = name();
      expect("=\"");
      if (!elements_[place].attributes.emplace(attribute, text_until('"')).second) fail("an attribute twice");
      expect("\"");
    }
    if (rest_.starts_with("/>")) return expect("/>");
    expect(">");
    while (!rest_.starts_with("</")) {
      if (rest_.starts_with("<"))
        element(depth + 1);
      else if (rest_.empty())
        fail("an open element");
      else
        elements_[place].text += text_until('<');
    }
    expect("</" + elements_[place].name + ">");
  }

  std::string_view rest_;
  std::size_t size_;
  std::vector<Element> elements_;
};

const std::map<std::string, std::set<std::string>>& known() {
  static const std::set<std::string> painted{"fill",           "fill-opacity", "stroke",
                                             "stroke-opacity", "stroke-width", "stroke-dasharray"};
  const auto with = [](std::set<std::string> names) {
    names.insert(painted.begin(), painted.end());
    return names;
  };
  static const std::map<std::string, std::set<std::string>> all{
      {"svg",
       {"viewBox", "width", "height", "preserveAspectRatio", "role", "aria-labelledby", "font-family", "fill", "xmlns",
        "color"}},
      {"title", {"id"}},
      {"desc", {"id"}},
      {"text", {"x", "y", "font-size", "text-anchor", "font-weight", "fill-opacity"}},
      {"line", with({"x1", "y1", "x2", "y2"})},
      {"polyline", with({"points", "stroke-linejoin"})},
      {"polygon", with({"points"})},
      {"rect", with({"x", "y", "width", "height"})},
      {"circle", with({"cx", "cy", "r"})}};
  return all;
}

double number(const Element& element, const std::string& name) {
  const auto found = element.attributes.find(name);
  if (found == element.attributes.end()) return 0;  // SVG's default
  std::size_t end = 0;
  const double value = std::stod(found->second, &end);
  if (end != found->second.size() && found->second != "100%") throw std::runtime_error("no number: " + found->second);
  return value;
}

/// Corners of a box about each part of the element.
std::vector<std::pair<double, double>> points_of(const Element& element) {
  const auto n = [&](const char* name) { return number(element, name); };
  if (element.name == "line") return {{n("x1"), n("y1")}, {n("x2"), n("y2")}};
  if (element.name == "rect") return {{n("x"), n("y")}, {n("x") + n("width"), n("y") + n("height")}};
  if (element.name == "circle") return {{n("cx") - n("r"), n("cy") - n("r")}, {n("cx") + n("r"), n("cy") + n("r")}};
  if (element.name == "text") {
    const double width = charts::width_of(element.text, n("font-size"));
    const auto anchor = element.attributes.find("text-anchor");
    const double share = anchor == element.attributes.end() ? 0 : anchor->second == "end" ? 1 : 0.5;
    const double left = n("x") - share * width;
    return {{left, n("y") - 0.8 * n("font-size")}, {left + width, n("y")}};
  }
  std::vector<std::pair<double, double>> points;
  if (!element.attributes.contains("points")) return points;
  std::istringstream text(element.attributes.at("points"));
  for (std::string pair; text >> pair;) {
    const std::size_t comma = pair.find(',');
    points.emplace_back(std::stod(pair.substr(0, comma)), std::stod(pair.substr(comma + 1)));
  }
  return points;
}

}  // namespace

std::vector<Element> parse(std::string_view document) { return Parser(document).all(); }

std::string forbidden_in(const std::vector<Element>& elements) {
  std::set<std::string> ids;
  for (const Element& element : elements) {
    if (!known().contains(element.name)) return "element " + element.name;
    for (const auto& [name, value] : element.attributes) {
      if (!known().at(element.name).contains(name)) return "attribute " + name + " of " + element.name;
      if (name == "xmlns" || name == "font-family") continue;
      for (const char* word : {"nan", "inf", "url", "http", "data:", "script"}) {
        if (value.find(word) != value.npos) return name + "=" + value;
      }
      if (name == "id" && !ids.insert(value).second) return "id " + value + " twice";
    }
  }
  return "";
}

std::string outside_of_view(const std::vector<Element>& elements) {
  std::istringstream box(elements.front().attributes.at("viewBox"));
  double left = 0, top = 0, width = 0, height = 0;
  box >> left >> top >> width >> height;
  if (!(left == 0 && top == 0 && width > 0 && height > 0)) return "the view box itself";
  constexpr double rounding = 0.011;
  for (const Element& element : elements) {
    for (const auto& [x, y] : points_of(element)) {
      const bool inside = x >= -rounding && x <= width + rounding && y >= -rounding && y <= height + rounding;
      if (!inside) return element.name + " " + element.text + " at " + std::to_string(x) + ", " + std::to_string(y);
    }
  }
  return "";
}

}  // namespace margincert::charts_tests
