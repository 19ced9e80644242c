#pragma once

#include "proofs_check/evidence.hpp"
#include "recursion/trajectory.hpp"

/// Evidence in the scalars that no verdict of the campaigns rests on.
namespace margincert::proofs {

/// Enclosures by Arb at `bits`: trajectory, observables and every operation of a formula. Nothing but the formulas
/// themselves is shared with Evidence.
EvidenceIn<Real> evidence_by_arb(const Problem& problem, int bits);

/// Plain binary64, round to nearest: what a search looks at.
EvidenceIn<double> approximate_evidence(const Problem& problem);

/// The same with derivatives along the directions that the inputs carry; `inputs` has the values of problem's task and
/// parameters.
EvidenceIn<Slope> sloped_evidence(const Problem& problem, recursion::Inputs<Slope> inputs);

}  // namespace margincert::proofs
