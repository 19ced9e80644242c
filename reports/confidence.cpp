#include <boost/math/distributions/binomial.hpp>

#include "reports/report.hpp"

namespace margincert::reports {

std::optional<double> failure_probability_bound(const Run& run, const proofs::Tally& tally) {
  const long applicable = tally.applicable();
  if (!run.random || applicable == 0) return std::nullopt;
  const long failures = applicable - tally.count(proofs::Outcome::holds);
  if (failures == applicable) return 1.0;
  return boost::math::binomial_distribution<>::find_upper_bound_on_p(
      static_cast<double>(applicable), static_cast<double>(failures), 1 - confidence_level,
      boost::math::binomial_distribution<>::clopper_pearson_exact_interval);
}

}  // namespace margincert::reports
