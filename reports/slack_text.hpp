#pragma once

#include <string>

#include "reports/report.hpp"

namespace margincert::reports {

/// The witness's slack with its sign and `digits` significant digits: near the middle of its enclosure. Where that is
/// no double, the enclosure itself says it: the end that is nearer to 0, rounded towards 0, or both ends, rounded
/// outward, when 0 lies between them. "-" where nothing was compared.
std::string slack_text(const Witness& witness, int digits);

}  // namespace margincert::reports
