#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "margincert/models.hpp"
#include "margincert/selection.hpp"
#include "margincert/task_source.hpp"
#include "numeric/run_control.hpp"

namespace margincert::work {

/// A hunt for violations by the gated models, statement by statement.
struct GateSearch {
  std::uint64_t budget = 0;            ///< evaluations for each statement and model
  std::optional<double> seconds = {};  ///< for all of them
  std::uint64_t seed = 1;
};

/// What it came to: tasks on which a statement is violated or stays undecided, to be judged like all others.
struct SearchFinds {
  std::vector<GivenTask> tasks;
  std::vector<std::string> remarks;  ///< what was searched, and what could not be
};

/// Searches tasks for each model's own parameters. A statement whose hypotheses no task of a tenth of the budget meets
/// is given up.
SearchFinds search_for_violations(const std::vector<Model>& models, const Selection& selection,
                                  const GateSearch& search, const numeric::RunControl& control);

}  // namespace margincert::work
