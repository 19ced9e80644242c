#pragma once

#include <cstdint>
#include <vector>

#include "reports/report.hpp"

namespace margincert::cli {

/// Does the shipped transformer run the shipped recursion? The recursion must be what `extract` reads off the weights,
/// number by number, and follow them at every layer, teacher-forced on no-margin tasks: enclosures of the relative
/// residuals against bounds that are fixed here. Nothing after an interrupt.
std::vector<reports::IdentificationTest> identify_reference(std::uint64_t seed, int jobs);

}  // namespace margincert::cli
