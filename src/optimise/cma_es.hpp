#pragma once

#include <span>

#include "generators/counter_random.hpp"
#include "optimise/explorer.hpp"

namespace margincert::optimise {

/// The covariance matrix adaptation evolution strategy (Hansen, "The CMA Evolution Strategy: A Tutorial",
/// arXiv 1604.00772), restarted with twice the population when it stalls (Auger, Hansen, "A restart CMA evolution
/// strategy with increasing population size", CEC 2005). Points are ranked by Score, feasible ones first.
///
/// Bounds. The strategy itself is free of them: the box is continued over all of space by reflection, and a draw is
/// evaluated at its image in the box, projected onto the domain. An optimum in a corner is then an optimum like any
/// other. (Learning from points clamped to the box instead shrinks the step size long before the corner is reached.)
void run_cma_es(Explorer& explorer, std::span<const double> start, generators::Random& random);

}  // namespace margincert::optimise
