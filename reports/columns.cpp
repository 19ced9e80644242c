#include "reports/columns.hpp"

#include <algorithm>
#include <cstdlib>

namespace margincert::reports {
namespace {

/// Of UTF-8: bytes that go on with a character do not count.
std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

}  // namespace

std::string Columns::text() const {
  std::vector<std::size_t> needed;
  for (const int width : widths_) needed.push_back(static_cast<std::size_t>(std::abs(width)));
  for (const auto& row : rows_) {
    for (std::size_t k = 0; k < std::min(needed.size(), row.size()); ++k) {
      const std::size_t gap = k == 0 && widths_[k] > 0 ? 0 : 1;
      needed[k] = std::max(needed[k], characters(row[k]) + gap);
    }
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t k = 0; k < row.size(); ++k) {
      const std::string gap(k < needed.size() ? needed[k] - characters(row[k]) : 0, ' ');
      line += k < needed.size() && widths_[k] < 0 ? row[k] + gap : gap + row[k];
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace margincert::reports
