#pragma once

#include <string>
#include <vector>

#include "reports/html/markup.hpp"

namespace margincert::reports::html {

struct Column {
  Markup head;
  bool number = true;
};

/// A table with a caption; the first cell of each row is its head. Wide ones scroll on their own.
class Table {
 public:
  Table(std::string caption, std::vector<Column> columns);

  void row(const std::vector<Markup>& cells, std::string_view css_class = "");
  bool empty() const { return rows_ == 0; }
  Markup markup() const;

 private:
  std::string caption_;
  std::vector<Column> columns_;
  Markup body_;
  long rows_ = 0;
};

/// Rows of a table beyond which a page says how many are left out, and that they are in report.json.
inline constexpr std::size_t most_rows = 200;
Markup left_out(std::size_t number, std::string_view what);

}  // namespace margincert::reports::html
