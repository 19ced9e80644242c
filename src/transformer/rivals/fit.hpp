#pragma once

#include <cstdint>
#include <vector>

#include "recursion/parameters.hpp"
#include "transformer/comparison.hpp"
#include "transformer/predict.hpp"
#include "transformer/rivals/registry.hpp"
#include "transformer/weights.hpp"

namespace margincert::transformer::rivals {

struct FitOptions {
  std::uint64_t first_task = 0;  ///< fitted on task(first_task), ..., `tasks` of them
  std::uint64_t tasks = 32;
  int evaluations = 300;  ///< per layer, of every family that has attention numbers
  double reach = 12;      ///< attention numbers are first looked for in -reach..reach
};

struct Fitted {
  recursion::Parameters parameters;  ///< δ = -1/K; numbers that the family does not have are 0
  std::vector<int> evaluations;      ///< per layer: how often all tasks' updates were computed
  std::vector<double> residual;  ///< per layer on the tasks fitted on: sqrt(Σ‖predicted − actual‖² / Σ‖update‖²)
};

/// Fits a family's numbers to a transformer, layer by layer, teacher-forced [O]: on the transformer's own states z^t,
/// over training points and probe of all tasks, least squares of the updates
///
///     Σ ‖z_j^{t+1} − z_j^t − (α' u_j(α, γ), γ' v_j(α, γ))‖²
///
/// with u and v the family's updates for α' = γ' = 1. Given α and γ the step sizes are those of least squares, α' =
/// Σ⟨Δx, u⟩ / Σ‖u‖² and γ' likewise (0 where nothing moves); α and γ, as far as the family has them, are searched for
/// without derivatives. The same procedure and the same budget for every family: one without attention numbers has
/// nothing to search, and its least squares are exact at once. Binary64 and deterministic, whatever the jobs. Once
/// stopped, it ends soon and what it gives is of no use. Progress counts layers.
Fitted fit(const Family& family, const Weights& weights, const TaskSource& task, const FitOptions& options,
           const numeric::RunControl& control = {});

}  // namespace margincert::transformer::rivals
