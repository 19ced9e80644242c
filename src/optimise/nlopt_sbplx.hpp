#pragma once

#include <span>

#include "generators/counter_random.hpp"
#include "optimise/explorer.hpp"

namespace margincert::optimise {

/// Sbplx of NLopt (after Rowan, "Functional stability analysis of numerical algorithms", 1990): Nelder-Mead on
/// subspaces, no derivatives, bounds kept. It compares values only, so Score goes in as one double that preserves the
/// order. From a convergence it starts again near its best point or anywhere.
void run_nlopt_sbplx(Explorer& explorer, std::span<const double> start, generators::Random& random);

}  // namespace margincert::optimise
