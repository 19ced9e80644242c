#pragma once

#include <nlohmann/json_fwd.hpp>

#include "reports/report.hpp"

namespace margincert::reports {

/// The document of a report: what to_json prints, and what parse_report holds a file against.
nlohmann::ordered_json document_of(const Report& report);

nlohmann::ordered_json json_of(const Run& run);
nlohmann::ordered_json json_of(const Enclosure& enclosure);

}  // namespace margincert::reports
