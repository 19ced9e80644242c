#include "numeric/interval.hpp"

// A condition would have to guess what becomes of unknown.

using margincert::numeric::Interval;

int misuse(const Interval& a, const Interval& b) {
  if (is_less(a, b)) return 1;  // misuse
  return 0;
}
