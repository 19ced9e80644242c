#pragma once

#include <map>
#include <optional>

#include "proofs_check/slack_buckets.hpp"

namespace margincert::reports {

/// An enclosure of the quantile of numbers that were counted by bucket: of the smallest of them that at least `percent`
/// in 100 do not exceed, the smallest of all for 0. None when nothing was counted; std::invalid_argument beyond 0..100.
std::optional<proofs::BucketBounds> quantile(const std::map<int, long>& counts, int percent);

}  // namespace margincert::reports
