#include "numeric/interval.hpp"

// Naming the type is not enough either: exact() says what is meant, and at which precision.

using margincert::numeric::Interval;

void misuse() {
  Interval a = Interval(0.5);  // misuse
  (void)a;
}
