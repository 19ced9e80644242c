#include "numeric/interval.hpp"

// There is no default precision to fall back on.

using margincert::numeric::Interval;

void misuse() {
  Interval x;  // misuse
  (void)x;
}
