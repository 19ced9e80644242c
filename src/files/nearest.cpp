#include "files/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace margincert::files {

int edit_distance(std::string_view a, std::string_view b) {
  // distance[i][j] = edits from the first i letters of a to the first j letters of b
  std::vector<std::vector<int>> distance(a.size() + 1, std::vector<int>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) distance[i][0] = static_cast<int>(i);
  for (std::size_t j = 0; j <= b.size(); ++j) distance[0][j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int substitution = distance[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      distance[i][j] = std::min({substitution, distance[i - 1][j] + 1, distance[i][j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) distance[i][j] = std::min(distance[i][j], distance[i - 2][j - 2] + 1);
    }
  }
  return distance[a.size()][b.size()];
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  const auto distance = [word](const std::string& candidate) { return edit_distance(word, candidate); };
  const auto closest = std::ranges::min_element(candidates, {}, distance);
  if (closest == candidates.end()) return std::nullopt;
  const int longest = static_cast<int>(std::max(word.size(), closest->size()));
  const int worth_a_hint = std::max(1, longest / 2);
  if (distance(*closest) > worth_a_hint || distance(*closest) >= longest) return std::nullopt;
  return *closest;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const auto closest = nearest(word, candidates);
  return closest ? fmt::format("; did you mean '{}'?", *closest) : "";
}

std::string joined(std::span<const std::string> names, std::string_view separator) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += separator;
    text += name;
  }
  return text;
}

}  // namespace margincert::files
