#include "reports/enclosure_json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "numeric/exact_text.hpp"

namespace margincert::reports {

nlohmann::ordered_json enclosure_json(const numeric::Interval& x) {
  using Json = nlohmann::ordered_json;
  const auto finite = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
  return {{"lo", numeric::hex_text(x.lo())},
          {"hi", numeric::hex_text(x.hi())},
          {"lo_double", finite(x.lo_double())},
          {"hi_double", finite(x.hi_double())}};
}

}  // namespace margincert::reports
