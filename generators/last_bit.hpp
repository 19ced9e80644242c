#pragma once

#include <functional>
#include <optional>

#include "generators/geometry.hpp"

namespace margincert::generators {

/// A vector that moves with a number s >= 0, and a hypothesis that holds at one end of its way and not at the other.
struct Way {
  std::function<Vector(double s)> at;
  std::function<bool(const Vector&)> meets;
  double missed;  ///< an s at which the hypothesis fails
  double met;     ///< an s at which it holds
};

/// Where the way turns, at two neighbouring doubles s.
struct Turn {
  Vector missed;
  Vector met;
};

/// Every candidate is judged as the coordinates it has after rounding, so the two ends are facts and not estimates.
/// None when the hypothesis does not differ between the ends of the way.
std::optional<Turn> turn(const Way& way);

/// (1 - s) x + s y, rounded. A little inside the unit ball if x and y come from onto_unit_ball: that leaves them
/// (1.5 d + 10) 2^-53 short of the sphere, and rounding here adds less than 5 · 2^-53.
Vector between(const Vector& x, const Vector& y, double s);

}  // namespace margincert::generators
