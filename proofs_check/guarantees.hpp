#pragma once

#include <string>
#include <vector>

#include "numeric/truth.hpp"
#include "proofs_check/evidence.hpp"

namespace margincert::proofs {

/// What a theorem's bounds promise about a task from its class-level quantities alone, before any trajectory is run:
/// not a statement that may be violated, but the measure of how much a true bound is worth.
struct Guarantee {
  std::string id;
  std::string theorem;
  std::string formula;
  std::vector<std::string> hypotheses;
  numeric::Truth (*check)(const Evidence&);
};

const std::vector<Guarantee>& guarantees();

}  // namespace margincert::proofs
