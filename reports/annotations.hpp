#pragma once

#include <string>

#include "reports/report.hpp"

namespace margincert::reports {

/// Workflow commands of GitHub Actions, one line each: what stands in the way of a pass, as annotations beside the
/// files it is about. GitHub shows ten of a step, so there are at most ten; the last says how many more there are.
/// Empty for a report that passes.
std::string to_annotations(const Report& report);

}  // namespace margincert::reports
