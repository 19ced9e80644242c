#include "reports/distribution.hpp"

#include <algorithm>
#include <stdexcept>

namespace margincert::reports {

std::optional<proofs::BucketBounds> quantile(const std::map<int, long>& counts, int percent) {
  if (percent < 0 || percent > 100) throw std::invalid_argument("quantile: percent beyond 0..100");
  long total = 0;
  for (const auto& [bucket, count] : counts) total += count;
  if (total == 0) return std::nullopt;
  // ceil(total * percent / 100), without the product's overflow
  const long rank = std::max(1L, total / 100 * percent + (total % 100 * percent + 99) / 100);
  long seen = 0;
  for (const auto& [bucket, count] : counts) {
    seen += count;
    if (seen >= rank) return proofs::bounds_of(bucket);
  }
  throw std::invalid_argument("quantile: a count is negative");
}

}  // namespace margincert::reports
