#include "numeric/interval.hpp"

// Two enclosures have no order that a bool could hold.

using margincert::numeric::Interval;

bool misuse(const Interval& a, const Interval& b) {
  return a < b;  // misuse
}
