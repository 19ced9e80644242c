#pragma once

namespace margincert::engine {

/// [lo, hi] with binary64 ends: the real number is certainly between them. What made it rounded outward.
struct Enclosure {
  double lo = 0;
  double hi = 0;
};

}  // namespace margincert::engine
