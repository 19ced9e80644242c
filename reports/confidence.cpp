#include "statistics/confidence.hpp"
#include "reports/report.hpp"

namespace margincert::reports {

std::optional<double> failure_probability_bound(const Run& run, const Tally& tally) {
  const long applicable = tally.applicable();
  if (!run.random || applicable == 0) return std::nullopt;
  return statistics::proportion_upper_bound(applicable - tally.holds, applicable, confidence_level);
}

}  // namespace margincert::reports
