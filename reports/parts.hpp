#pragma once

#include <cstdint>

#include "reports/report.hpp"

namespace margincert::reports {

/// Does the task belong to one of the parts that the run took?
bool judges(const Run& run, std::uint64_t task);

/// How many of the run's tasks do.
std::uint64_t tasks_in_parts(const Run& run);

}  // namespace margincert::reports
