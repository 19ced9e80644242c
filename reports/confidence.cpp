#include "statistics/confidence.hpp"
#include "reports/report.hpp"

namespace margincert::reports {

std::optional<double> failure_probability_bound(const Run& run, const proofs::Tally& tally) {
  const long applicable = tally.applicable();
  if (!run.random || applicable == 0) return std::nullopt;
  const long failures = applicable - tally.count(proofs::Outcome::holds);
  return statistics::proportion_upper_bound(failures, applicable, confidence_level);
}

}  // namespace margincert::reports
