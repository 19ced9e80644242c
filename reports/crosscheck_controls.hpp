#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "reports/crosscheck.hpp"

namespace margincert::reports {

/// The upper end, rounded up to five digits; "-" for none.
std::string at_most(const numeric::Interval& x);
std::string at_most(const std::optional<numeric::Interval>& x);
/// "holds", "violated" or "undecided".
const char* verdict_word(numeric::Truth holds);

std::string controls_text(const CrosscheckControls& controls);
/// "rivals" and "rounding" of margincert-crosscheck/1, null where they were not asked for.
nlohmann::ordered_json rivals_json(const CrosscheckControls& controls);
nlohmann::ordered_json rounding_json(const CrosscheckControls& controls);

}  // namespace margincert::reports
