#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace margincert::charts_tests {

struct Element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;  ///< directly in it, with entities resolved
  int depth = 0;
};

/// All elements of a document in the order in which they begin. Of XML it takes what charts may write: elements,
/// attributes in double quotes, text, and the five entities; UTF-8 of characters that XML allows. Anything else is a
/// std::runtime_error that says what and where.
std::vector<Element> parse(std::string_view document);

/// What a chart may not contain to show under a strict content policy, or to be a picture at all: the first such thing,
/// or nothing. Elements and attributes that are not known are such things too.
std::string forbidden_in(const std::vector<Element>& elements);

/// The first shape or text that leaves the view box, or nothing.
std::string outside_of_view(const std::vector<Element>& elements);

}  // namespace margincert::charts_tests
