#pragma once

#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {

/// What one line of Theorem B (C) compares at a layer: the observables in the evidence against that layer's bounds.
using LeakyLine = std::function<std::vector<Comparison>(const Evidence&, const LeakyBounds&, int t)>;
using EnvelopeLine = std::function<std::vector<Comparison>(const Evidence&, const Envelope&, int t)>;

/// The parts that differ from line to line. The twin, unless given, is the same comparison against bounds whose
/// recursion forgets leakage (ε = 0, p = 1 in every update).
template <class Line>
struct LineText {
  const char* id;
  const char* formula;
  Layers layers;
  Line compare;
  const char* twin_formula = "leakage forgotten in every update: ε = 0, p = 1";
  Line twin = nullptr;
};

Statement theorem_b_line(LineText<LeakyLine> line);
Statement theorem_c_line(LineText<EnvelopeLine> line);

/// αm + γG_tΔ_y at layer t: the logit gap before class sizes, for a geometric margin m.
Interval common_gap(const Evidence& e, int t, const Interval& margin);

/// 1 - σ(gap) = 1/(1 + e^gap / ratio), σ(gap) = 1/(1 + ratio e^-gap): the share of all that is not in favour.
Interval one_minus_sigma(const Interval& gap, const Interval& ratio);

/// p_c* against σ(gap): at least, or at most. Compared as p or as 1 - p, whichever is small at this layer, since the
/// difference of two numbers near 1 would drown; the two say the same.
Comparison mass_at_least(const Evidence& e, int t, const Interval& gap, const Interval& ratio, std::string part = "");
Comparison mass_at_most(const Evidence& e, int t, const Interval& gap, const Interval& ratio, std::string part = "");

/// lo <= [min, max] <= hi, as two comparisons; the flags say why they may be equalities.
std::vector<Comparison> within(const RealRange& range, const recursion::Extent<Interval>& observed, bool identity,
                               bool attained = false);

}  // namespace margincert::proofs::ledger
