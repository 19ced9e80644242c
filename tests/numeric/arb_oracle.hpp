#pragma once

#include <arb.h>

#include <vector>

#include "numeric/interval.hpp"

namespace margincert::numeric_tests {

/// A real ball of Arb, the independent arithmetic that the enclosures are held against.
class Ball {
 public:
  Ball() { arb_init(value_); }
  /// The point x, exactly.
  explicit Ball(mpfr_srcptr x) : Ball() { arf_set_mpfr(arb_midref(value_), x); }
  Ball(const Ball& other) : Ball() { arb_set(value_, other.value_); }
  Ball& operator=(const Ball& other) {
    arb_set(value_, other.value_);
    return *this;
  }
  ~Ball() { arb_clear(value_); }
  operator arb_ptr() { return value_; }
  operator arb_srcptr() const { return value_; }

 private:
  arb_t value_;
};

/// A ball around the whole interval; Arb keeps 30 bits of its radius, so it is slightly larger.
Ball ball_around(const numeric::Interval& a, slong precision);

/// Where all reals of a ball lie; undecided when it straddles an endpoint of the enclosure (or is not finite).
enum class Placement { inside, outside, undecided };

/// Nothing lies inside a poisoned enclosure.
Placement place(const Ball& ball, const numeric::Interval& enclosure);

/// A few reals of `a`, each an exact number at a's precision: ends, middle, quarters, zero.
std::vector<Ball> members(const numeric::Interval& a);

}  // namespace margincert::numeric_tests
