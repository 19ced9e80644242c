#include "numeric/interval.hpp"

// A double on the left of an operator does not convert.

using margincert::numeric::Interval;

Interval misuse(const Interval& a) {
  return 0.5 * a;  // misuse
}
