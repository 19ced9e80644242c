#include "numeric/interval.hpp"

// A double on the right of an operator does not convert.

using margincert::numeric::Interval;

Interval misuse(const Interval& a) {
  return a + 0.5;  // misuse
}
