#include "reports/enclosure_json.hpp"

#include <nlohmann/json.hpp>

#include "reports/record.hpp"
#include "reports/report_json.hpp"

namespace margincert::reports {

nlohmann::ordered_json enclosure_json(const numeric::Interval& x) { return json_of(record(x)); }

nlohmann::ordered_json enclosure_json(const std::optional<numeric::Interval>& x) {
  return x ? enclosure_json(*x) : nlohmann::ordered_json(nullptr);
}

}  // namespace margincert::reports
