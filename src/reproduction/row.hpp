#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "reproduction/context.hpp"
#include "reproduction/result.hpp"

namespace margincert::reproduction {

/// One claim about trained transformers, and how it is put to the test.
struct Row {
  std::string id;
  std::string claim;       ///< in words
  std::string provenance;  ///< "S", "R", "O", or several joined by "+" (theory.md)
  std::string source;      ///< where it stands in what is known of the source, quoted where it can be
  std::function<Measurement(const Context&)> measure;
};

/// Every row, in the order of the page. A new one is a file in rows/, a line in rows/meson.build and one in
/// row.cpp.
const std::vector<Row>& rows();
/// Null when there is none.
const Row* find_row(std::string_view id);

/// The measurement with what its page says of it; Interrupted when it was stopped on the way.
Result measure(const Row& row, const Context& context);

}  // namespace margincert::reproduction
