#pragma once

#include <cstdint>
#include <string>

#include "reports/report.hpp"

namespace margincert::reports {

/// What the names of a run's witness files have in common, "soft-prototype-run0": runs of different models or sources
/// keep apart even where reports of several campaigns are merged.
std::string witness_label(const Run& run);

/// "geometric-margin-growth-soft-prototype-run0-task17.worst.case.json". `kind` is "worst" or "simplest".
std::string witness_file(const Run& run, const std::string& statement, std::uint64_t task, const std::string& kind);

}  // namespace margincert::reports
