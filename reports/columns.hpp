#pragma once

#include <string>
#include <vector>

namespace margincert::reports {

/// Rows of cells as text in columns, whose cells stay apart whatever stands in them.
class Columns {
 public:
  /// How many characters a right-aligned cell and the gap before it take; negative: a left-aligned one and the gap
  /// behind it. A column whose cells need more takes more. Cells beyond the last width stand as they are.
  explicit Columns(std::vector<int> widths) : widths_(std::move(widths)) {}

  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  /// A line for each row.
  std::string text() const;

 private:
  std::vector<int> widths_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace margincert::reports
