#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/report.hpp"

namespace margincert::reports {

/// A form in which a report can be written. Command line, output folders and their tests follow from the table.
struct Format {
  std::string name;                     ///< "html"
  std::vector<std::string> extensions;  ///< {".html", ".htm"}; none for what is no file's format
  std::string default_file;             ///< in an output folder, "report.html"; "" for what is not written there
  std::string (*write)(const Report&);
};

/// Every format, the one for terminals first. Adding one: a file with its writer, and a line here.
const std::vector<Format>& formats();

/// Null when there is none so called.
const Format* find_format(std::string_view name);
/// By the longest extension that the path ends in; null when it has none of them.
const Format* format_of_path(std::string_view path);

}  // namespace margincert::reports
