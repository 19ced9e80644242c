#pragma once

#include <string>
#include <vector>

#include "reports/report.hpp"

namespace margincert::reports {

/// For every run, each hypothesis that rounding alone made false on some tasks: how often, how far, and what to do.
std::vector<std::string> near_miss_notes(const Report& report);

}  // namespace margincert::reports
