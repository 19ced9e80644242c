#pragma once

#include <span>

#include "generators/counter_random.hpp"
#include "optimise/explorer.hpp"

namespace margincert::optimise {

/// Projected descent with BFGS directions and a weak Wolfe line search, which also descends functions with kinks
/// (Lewis, Overton, "Nonsmooth optimization via quasi-Newton methods", Math. Program. 141, 2013). Where a step leaves
/// the feasible set it is carried back by Newton steps on the infeasibility; what that shows of the set's boundary
/// bends the next directions along it. From a stall it starts again near its best point or anywhere.
void run_gradient(Explorer& explorer, std::span<const double> start, generators::Random& random);

}  // namespace margincert::optimise
