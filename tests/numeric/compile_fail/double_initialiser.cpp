#include "numeric/interval.hpp"

// A double literal is rarely the number it seems, so it does not become an interval silently.

using margincert::numeric::Interval;

void misuse() {
  Interval a = 0.1;  // misuse
  (void)a;
}
