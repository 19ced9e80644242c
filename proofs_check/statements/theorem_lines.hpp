#pragma once

#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {

/// What one line of Theorem B (C) compares at a layer: the observables in the evidence against that layer's bounds.
template <class S>
using LeakyLineIn = std::function<std::vector<ComparisonIn<S>>(const EvidenceIn<S>&, const LeakyBoundsIn<S>&, int t)>;
using LeakyLine = PerScalar<LeakyLineIn>;
template <class S>
using EnvelopeLineIn = std::function<std::vector<ComparisonIn<S>>(const EvidenceIn<S>&, const EnvelopeIn<S>&, int t)>;
using EnvelopeLine = PerScalar<EnvelopeLineIn>;

/// The parts that differ from line to line. The twin, unless given, is the same comparison against bounds whose
/// recursion forgets leakage (ε = 0, p = 1 in every update).
template <class Line>
struct LineText {
  const char* id;
  const char* formula;
  Layers layers;
  Line compare;
  const char* twin_formula = "leakage forgotten in every update: ε = 0, p = 1";
  Line twin = {};
  std::vector<std::string> hypotheses = {};  ///< where fewer than the theorem's are enough
};

Statement theorem_b_line(LineText<LeakyLine> line);
Statement theorem_c_line(LineText<EnvelopeLine> line);

/// αm + γG_tΔ_y at layer t: the logit gap before class sizes, for a geometric margin m.
template <class S>
S common_gap(const EvidenceIn<S>& e, int t, const S& margin);

/// 1 - σ(gap) = 1/(1 + e^gap / ratio), σ(gap) = 1/(1 + ratio e^-gap): the share of all that is not in favour.
template <class S>
S one_minus_sigma(const S& gap, const S& ratio);

/// p_c* against σ(gap): at least, or at most. Compared as p or as 1 - p, whichever is small at this layer, since the
/// difference of two numbers near 1 would drown; the two say the same.
template <class S>
ComparisonIn<S> mass_at_least(const EvidenceIn<S>& e, int t, const S& gap, const S& ratio, std::string part = "");
template <class S>
ComparisonIn<S> mass_at_most(const EvidenceIn<S>& e, int t, const S& gap, const S& ratio, std::string part = "");

/// lo <= [min, max] <= hi, as two comparisons; the flags say why they may be equalities.
template <class S>
std::vector<ComparisonIn<S>> within(const RealRangeIn<S>& range, const recursion::Extent<S>& observed, bool identity,
                                    bool attained = false);

}  // namespace margincert::proofs::ledger
