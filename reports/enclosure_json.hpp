#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "numeric/interval.hpp"

namespace margincert::reports {

/// Exact ends as text beside doubles to read; a double is rounded outward, and null when infinite.
nlohmann::ordered_json enclosure_json(const numeric::Interval& x);
/// null for none.
nlohmann::ordered_json enclosure_json(const std::optional<numeric::Interval>& x);

}  // namespace margincert::reports
