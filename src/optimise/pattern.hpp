#pragma once

#include <span>

#include "generators/counter_random.hpp"
#include "optimise/explorer.hpp"

namespace margincert::optimise {

/// Compass search on dyadic points: in double until a slack is below the explorer's resolution, there with enclosures
/// of 256 bits, compared by certain order. When the steps are used up, it starts again at a random dyadic point.
void run_pattern(Explorer& explorer, std::span<const double> start, generators::Random& random);

}  // namespace margincert::optimise
