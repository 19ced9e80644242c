#pragma once

#include <fmt/format.h>

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "files/json_reader.hpp"
#include "reports/report.hpp"

namespace margincert::reports {

// What the readers of a report's parts share.

inline constexpr long most_counted = std::numeric_limits<long>::max();

template <class Read>
auto list_of(const files::Node& array, const Read& read) {
  std::vector<decltype(read(array))> items;
  for (const files::Node& node : array.array()) items.push_back(read(node));
  return items;
}

template <class Read>
auto or_none(const files::Node& node, const Read& read) {
  return node.is_null() ? std::nullopt : std::optional(read(node));
}

inline long count(const files::Node& node) { return node.integer(0, most_counted); }
inline int small_count(const files::Node& node) { return static_cast<int>(node.integer(0, 1'000'000)); }
inline std::string text(const files::Node& node) { return node.string(); }
inline double real(const files::Node& node) { return node.number(); }

/// A string that stands for one of a few values.
template <class T>
T one_of(const files::Node& node, const std::vector<std::pair<std::string, T>>& words) {
  const std::string given = node.string();
  std::string allowed;
  for (const auto& [word, value] : words) {
    if (word == given) return value;
    allowed += fmt::format("{}\"{}\"", allowed.empty() ? "" : ", ", word);
  }
  node.refuse(node.shown() + " is not known here", "use one of " + allowed);
}

/// Ends as `record` writes them, which their doubles have to fit.
Enclosure read_enclosure(const files::Node& node);

/// A run with its tallies, whose counts have to add up. The request says which statements it is about.
Run read_run(const files::Node& node, const Request& request);

}  // namespace margincert::reports
