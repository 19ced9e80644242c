#pragma once

#include <string>
#include <vector>

#include "margincert/instance.hpp"
#include "margincert/selection.hpp"
#include "numeric/ladder.hpp"
#include "margincert/run_control.hpp"
#include "proofs_check/certify.hpp"

/// One statement on one task.
namespace margincert {

using proofs::Outcome, proofs::Verdict;

/// How a statement is asked. As it stands: with all of its hypotheses, in its own regime.
struct StatementQuestion {
  std::vector<std::string> dropped = {};  ///< hypotheses not to require, by id or number (an ablation)
  RegimeChoice regime = {};
  proofs::Version version = proofs::Version::stated;  ///< or its corrupted twin, which must be found wrong somewhere
  numeric::Ladder ladder = numeric::Ladder::standard();
  proofs::Engine engine = proofs::Engine::on;
};

/// The verdict on a statement of docs/theory.md, by its id. Its hypotheses are certified, then its comparisons at every
/// layer, by enclosures whose ends are rounded outward, at the ladder's precisions in turn until one decides; no
/// tolerance enters. docs/rigor.md has what each outcome asserts.
///
/// Refusal of a statement or a hypothesis that there is not, with the nearest name, and of an instance of no layer or
/// one class, of which nothing is claimed. Throws numeric::Stopped where the control ends it before the end.
Verdict certify(const Instance& instance, const std::string& statement, const StatementQuestion& question = {},
                const numeric::RunControl& control = {});

}  // namespace margincert
