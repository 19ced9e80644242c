#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A page of a report taken apart, for the tests that look at its elements.
namespace margincert::reports_tests {

/// A start tag of a page, with its attributes as a browser reads them.
struct PageTag {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;

  /// "" where there is none.
  std::string attribute(std::string_view wanted) const {
    for (const auto& [key, value] : attributes) {
      if (key == wanted) return value;
    }
    return "";
  }
};

/// A page taken apart. Strict where browsers are not: everything that is opened is closed, in order.
struct ParsedPage {
  std::vector<PageTag> tags;
  std::string text;       ///< what a reader sees, style and title aside, elements set apart by line breaks
  std::string complaint;  ///< the first thing that is wrong, "" when nothing is
};

inline std::string without_references(std::string text) {
  for (const auto& [from, to] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}}) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; ++at) {
      text.replace(at, std::string_view(from).size(), to);
    }
  }
  return text;
}

inline PageTag tag_of(const std::string& source, std::string& complaint) {
  const std::size_t space = source.find_first_of(" /");
  PageTag tag{source.substr(0, space), {}};
  for (std::size_t at = source.find(' '); at != std::string::npos && at + 1 < source.size();) {
    const std::size_t equals = source.find("=\"", at), end = source.find('"', equals + 2);
    if (equals == std::string::npos || end == std::string::npos) {
      if (source.substr(at) != "/" && source.substr(at) != " /")
        complaint = "attribute without quotes in <" + source + ">";
      break;
    }
    tag.attributes.emplace_back(source.substr(at + 1, equals - at - 1),
                                without_references(source.substr(equals + 2, end - equals - 2)));
    at = end + 1;
  }
  return tag;
}

inline ParsedPage parsed(const std::string& html) {
  static const std::set<std::string> empty_elements{"meta", "br", "wbr"};
  static const std::set<std::string> inline_elements{"bdi", "code",   "kbd",  "wbr",  "abbr",
                                                     "a",   "strong", "span", "small"};
  ParsedPage page;
  std::vector<std::string> open;
  const std::string doctype = "<!DOCTYPE html>\n";
  if (!html.starts_with(doctype)) page.complaint = "no doctype";
  for (std::size_t at = doctype.size(); at < html.size() && page.complaint.empty();) {
    if (html[at] != '<') {
      const std::size_t end = std::min(html.find('<', at), html.size());
      const bool shown = !open.empty() && open.back() != "style" && open.back() != "title";
      if (shown) page.text += without_references(html.substr(at, end - at));
      if (html.substr(at, end - at).find('>') != std::string::npos && open.back() != "style") page.complaint = "bare >";
      at = end;
      continue;
    }
    const std::size_t end = html.find('>', at);
    std::string source = html.substr(at + 1, end - at - 1);
    at = end + 1;
    if (source.starts_with("/")) {
      if (open.empty() || open.back() != source.substr(1)) {
        page.complaint = fmt::format("</{}> closes <{}>", source.substr(1), open.empty() ? "" : open.back());
      } else {
        open.pop_back();
      }
      if (!inline_elements.contains(source.substr(1))) page.text += "\n";
      continue;
    }
    const PageTag tag = tag_of(source, page.complaint);
    if (!source.ends_with("/") && !empty_elements.contains(tag.name)) open.push_back(tag.name);
    if (tag.name == "br") page.text += "\n";
    page.tags.push_back(tag);
  }
  if (page.complaint.empty() && !open.empty()) page.complaint = "<" + open.back() + "> is not closed";
  return page;
}

}  // namespace margincert::reports_tests
