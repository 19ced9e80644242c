#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

namespace {

/// The bounds of Theorems B and C divide by every class size: with an empty class there is nothing to compare with.
template <class Line, class Bounds>
std::vector<Comparison> compare_where_defined(const Line& line, const Evidence& e, const Bounds& bounds, int t) {
  if (!recursion::has_every_class(e.task())) return {};
  return line(e, bounds(e)[t], t);
}

/// What is an identity for the right bounds is none for the wrong ones.
std::vector<Comparison> without_identities(std::vector<Comparison> comparisons) {
  for (Comparison& comparison : comparisons) comparison.equality = Equality::none;
  return comparisons;
}

/// What Theorems B and C share; `bounds` gives a theorem's bounds with leakage accounted for or forgotten.
template <class Line, class Bounds>
Statement bound_line(const LineText<Line>& line, const char* theorem, std::vector<std::string> hypotheses,
                     Bounds bounds) {
  const bool own_twin = line.twin != nullptr;
  const Leakage twin_leakage = own_twin ? Leakage::accounted : Leakage::forgotten;
  const auto stated = [bounds](const Evidence& e) -> const auto& { return bounds(e, Leakage::accounted); };
  const auto corrupted = [ bounds, twin_leakage ](const Evidence& e) -> const auto& { return bounds(e, twin_leakage); };
  return {
      .id = line.id,
      .theorem = theorem,
      .provenance = "O",
      .formula = line.formula,
      .hypotheses = std::move(hypotheses),
      .layers = line.layers,
      .claim = [compare = line.compare, stated](const Evidence& e,
                                                int t) { return compare_where_defined(compare, e, stated, t); },
      .twin_formula = line.twin_formula,
      .twin = [compare = own_twin ? line.twin : line.compare, corrupted](
                  const Evidence& e,
                  int t) { return without_identities(compare_where_defined(compare, e, corrupted, t)); },
  };
}

}  // namespace

Statement theorem_b_line(LineText<LeakyLine> line) {
  return bound_line(
      line, "B", theorem_b_hypotheses(),
      [](const Evidence& e, Leakage leakage) -> const auto& { return e.leaky_bounds(leakage); });
}

Statement theorem_c_line(LineText<EnvelopeLine> line) {
  return bound_line(
      line, "C", theorem_c_hypotheses(),
      [](const Evidence& e, Leakage leakage) -> const auto& { return e.envelopes(leakage); });
}

Interval common_gap(const Evidence& e, int t, const Interval& margin) {
  return e.alpha(t) * margin + e.gamma(t) * (e.label_growth(t) * e.label_margin(t));
}

Interval one_minus_sigma(const Interval& gap, const Interval& ratio) { return 1 / (1 + exp(gap) / ratio); }

namespace {

bool own_mass_is_small(const Evidence& e, int t) { return e.own_class_mass(t).mid_double() < 0.5; }
Interval sigma(const Interval& gap, const Interval& ratio) { return 1 / (1 + ratio * exp(-gap)); }

}  // namespace

Comparison mass_at_least(const Evidence& e, int t, const Interval& gap, const Interval& ratio, std::string part) {
  if (own_mass_is_small(e, t)) return at_least(e.own_class_mass(t), sigma(gap, ratio), std::move(part));
  return at_least(one_minus_sigma(gap, ratio), e.other_class_mass(t), std::move(part));
}

Comparison mass_at_most(const Evidence& e, int t, const Interval& gap, const Interval& ratio, std::string part) {
  if (own_mass_is_small(e, t)) return at_least(sigma(gap, ratio), e.own_class_mass(t), std::move(part));
  return at_least(e.other_class_mass(t), one_minus_sigma(gap, ratio), std::move(part));
}

std::vector<Comparison> within(const RealRange& range, const recursion::Extent<Interval>& observed, bool identity,
                               bool attained) {
  return {attained_if(attained, identity_if(identity, at_least(observed.min, range.lo, "lower end"))),
          attained_if(attained, identity_if(identity, at_least(range.hi, observed.max, "upper end")))};
}

}  // namespace margincert::proofs::ledger
