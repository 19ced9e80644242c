#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

namespace {

/// What is an identity for the right bounds is none for the wrong ones.
std::vector<Comparison> without_identities(std::vector<Comparison> comparisons) {
  for (Comparison& comparison : comparisons) comparison.equality = Equality::none;
  return comparisons;
}

}  // namespace

Statement theorem_b_line(LineText<LeakyLine> line) {
  const bool own_twin = line.twin != nullptr;
  return {
      .id = line.id,
      .theorem = "B",
      .provenance = "O",
      .formula = line.formula,
      .hypotheses = theorem_b_hypotheses(),
      .layers = line.layers,
      .claim = [compare = line.compare](const Evidence& e,
                                        int t) { return compare(e, e.leaky_bounds(Leakage::accounted)[t], t); },
      .twin_formula = line.twin_formula,
      .twin = [compare = own_twin ? line.twin : line.compare,
               leakage = own_twin ? Leakage::accounted : Leakage::forgotten](
                  const Evidence& e, int t) { return without_identities(compare(e, e.leaky_bounds(leakage)[t], t)); },
  };
}

Statement theorem_c_line(LineText<EnvelopeLine> line) {
  const bool own_twin = line.twin != nullptr;
  return {
      .id = line.id,
      .theorem = "C",
      .provenance = "O",
      .formula = line.formula,
      .hypotheses = theorem_c_hypotheses(),
      .layers = line.layers,
      .claim = [compare = line.compare](const Evidence& e,
                                        int t) { return compare(e, e.envelopes(Leakage::accounted)[t], t); },
      .twin_formula = line.twin_formula,
      .twin = [compare = own_twin ? line.twin : line.compare,
               leakage = own_twin ? Leakage::accounted : Leakage::forgotten](
                  const Evidence& e, int t) { return without_identities(compare(e, e.envelopes(leakage)[t], t)); },
  };
}

namespace {

bool own_mass_is_small(const Evidence& e, int t) { return e.own_class_mass(t).mid_double() < 0.5; }
Interval sigma(const Evidence& e, const Interval& gap) { return 1 / (1 + e.other_to_own_ratio() * exp(-gap)); }
Interval one_minus_sigma(const Evidence& e, const Interval& gap) { return 1 / (1 + exp(gap) / e.other_to_own_ratio()); }

}  // namespace

Comparison mass_at_least(const Evidence& e, int t, const Interval& gap, std::string part) {
  if (own_mass_is_small(e, t)) return at_least(e.own_class_mass(t), sigma(e, gap), std::move(part));
  return at_least(one_minus_sigma(e, gap), e.other_class_mass(t), std::move(part));
}

Comparison mass_at_most(const Evidence& e, int t, const Interval& gap, std::string part) {
  if (own_mass_is_small(e, t)) return at_least(sigma(e, gap), e.own_class_mass(t), std::move(part));
  return at_least(e.other_class_mass(t), one_minus_sigma(e, gap), std::move(part));
}

std::vector<Comparison> within(const RealRange& range, const recursion::Extent<Interval>& observed, bool identity,
                               bool attained) {
  return {attained_if(attained, identity_if(identity, at_least(observed.min, range.lo, "lower end"))),
          attained_if(attained, identity_if(identity, at_least(range.hi, observed.max, "upper end")))};
}

}  // namespace margincert::proofs::ledger
