#pragma once

#include <string>
#include <vector>

#include "reports/report.hpp"

namespace margincert::reports {

/// What had to apply, and does not apply often enough.
struct CoverageGap {
  std::string model;      ///< "" when nothing at all was judged
  std::string statement;  ///< "" when it is about theorems
  std::string message;
};

/// Did any statement apply to any task?
bool anything_applied(const Report& report);

/// Statements that the request names must each apply to as many tasks of every model as it requires. When the user has
/// not chosen the statements, each model must also be covered by at least one theorem in all its statements.
std::vector<CoverageGap> coverage_gaps(const Report& report);

/// Which theorems do not cover which model, in words: no gap, but nothing that a reader should have to infer.
std::vector<std::string> uncovered_theorems(const Report& report);

}  // namespace margincert::reports
