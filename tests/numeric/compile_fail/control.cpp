#include "numeric/interval.hpp"

// What the misuses beside this file spell wrongly, spelt rightly: this one has to compile.

using margincert::numeric::Interval;
using margincert::numeric::Precision;
using margincert::numeric::Truth;

bool control() {
  const Precision precision(53);
  const Interval zero(precision);
  const Interval a = Interval::exact(0.1, precision);
  const Interval b = a + Interval::exact(0.5, precision);
  const Interval c = Interval::exact(0.5, precision) * a;
  if (is_less(a, b) == Truth::yes) return true;
  return is_less(zero, 2 * c + 1) != Truth::no;
}
