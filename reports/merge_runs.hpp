#pragma once

#include <stdexcept>
#include <vector>

#include "reports/report.hpp"

namespace margincert::reports {

/// What two reports do not agree in, though they would have to.
class Difference : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Adds the runs of another report to those of one: parts of one run are added up, others stand side by side. Throws
/// Difference for a part that would be counted twice, and for runs of one name that were asked for differently.
void add_runs(std::vector<Run>& runs, const std::vector<Run>& more);

/// By position, then by what else identifies a run.
void order_runs(std::vector<Run>& runs);

}  // namespace margincert::reports
