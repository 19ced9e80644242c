#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

namespace {

/// The bounds of Theorems B and C divide by every class size: with an empty class there is nothing to compare with.
template <class S, class Line, class Bounds>
std::vector<ComparisonIn<S>> compare_where_defined(const Line& line, const EvidenceIn<S>& e, const Bounds& bounds,
                                                   int t) {
  if (!recursion::has_every_class(e.task())) return {};
  return line(e, bounds[t], t);
}

/// What is an identity for the right bounds is none for the wrong ones.
template <class S>
std::vector<ComparisonIn<S>> without_identities(std::vector<ComparisonIn<S>> comparisons) {
  for (ComparisonIn<S>& comparison : comparisons) comparison.equality = Equality::none;
  return comparisons;
}

/// What Theorems B and C share; `bounds` gives a theorem's bounds with leakage accounted for or forgotten.
template <class Line, class Bounds>
Statement bound_line(const LineText<Line>& line, const char* theorem, std::vector<std::string> hypotheses,
                     Bounds bounds) {
  const bool own_twin{line.twin};
  const Leakage twin_leakage = own_twin ? Leakage::accounted : Leakage::forgotten;
  return {
      .id = line.id,
      .theorem = theorem,
      .provenance = "O",
      .formula = line.formula,
      .hypotheses = line.hypotheses.empty() ? std::move(hypotheses) : line.hypotheses,
      .layers = line.layers,
      .claim = [compare = line.compare, bounds](
                   const auto& e,
                   int t) { return compare_where_defined(compare, e, bounds(e, Leakage::accounted), t); },
      .twin_formula = line.twin_formula,
      .twin = [compare = own_twin ? line.twin : line.compare, bounds, twin_leakage](
                  const auto& e,
                  int t) { return without_identities(compare_where_defined(compare, e, bounds(e, twin_leakage), t)); },
  };
}

}  // namespace

Statement theorem_b_line(LineText<LeakyLine> line) {
  return bound_line(
      line, "B", needed_for_b(), [](const auto& e, Leakage leakage) -> const auto& { return e.leaky_bounds(leakage); });
}

Statement theorem_c_line(LineText<EnvelopeLine> line) {
  return bound_line(
      line, "C", needed_for_c(), [](const auto& e, Leakage leakage) -> const auto& { return e.envelopes(leakage); });
}

template <class S>
S common_gap(const EvidenceIn<S>& e, int t, const S& margin) {
  return e.alpha(t) * margin + e.gamma(t) * (e.label_growth(t) * e.label_margin(t));
}

template <class S>
S one_minus_sigma(const S& gap, const S& ratio) {
  return 1 / (1 + exp(gap) / ratio);
}

namespace {

/// Every evaluation of a task has to choose alike, ours at any rung and Arb's: so the border is a number between 0 and
/// 1 that no task meets by its make, as it would 1/2, and where enclosures straddle it the form is open.
constexpr double border = 0.41421356;
template <class S>
bool own_mass_is_small(const EvidenceIn<S>& e, int t) {
  return near_value(e.own_class_mass(t)) < border;
}
template <class S>
ComparisonIn<S> with_form(const EvidenceIn<S>& e, int t, ComparisonIn<S> comparison) {
  comparison.form_is_open = is_less(e.own_class_mass(t), e.exact(border)) == Truth::unknown;
  return comparison;
}
template <class S>
S sigma(const S& gap, const S& ratio) {
  return 1 / (1 + ratio * exp(-gap));
}

}  // namespace

template <class S>
ComparisonIn<S> mass_at_least(const EvidenceIn<S>& e, int t, const S& gap, const S& ratio, std::string part) {
  return with_form(e, t,
                   own_mass_is_small(e, t)
                       ? at_least(e.own_class_mass(t), sigma(gap, ratio), std::move(part))
                       : at_least(one_minus_sigma(gap, ratio), e.other_class_mass(t), std::move(part)));
}

template <class S>
ComparisonIn<S> mass_at_most(const EvidenceIn<S>& e, int t, const S& gap, const S& ratio, std::string part) {
  return with_form(e, t,
                   own_mass_is_small(e, t)
                       ? at_least(sigma(gap, ratio), e.own_class_mass(t), std::move(part))
                       : at_least(e.other_class_mass(t), one_minus_sigma(gap, ratio), std::move(part)));
}

template <class S>
std::vector<ComparisonIn<S>> within(const RealRangeIn<S>& range, const recursion::Extent<S>& observed, bool identity,
                                    bool attained) {
  return {attained_if(attained, identity_if(identity, at_least(observed.min, range.lo, "lower end"))),
          attained_if(attained, identity_if(identity, at_least(range.hi, observed.max, "upper end")))};
}

#define MARGINCERT_INSTANTIATE(S)                                                                     \
  template S common_gap(const EvidenceIn<S>&, int, const S&);                                         \
  template S one_minus_sigma(const S&, const S&);                                                     \
  template ComparisonIn<S> mass_at_least(const EvidenceIn<S>&, int, const S&, const S&, std::string); \
  template ComparisonIn<S> mass_at_most(const EvidenceIn<S>&, int, const S&, const S&, std::string);  \
  template std::vector<ComparisonIn<S>> within(const RealRangeIn<S>&, const recursion::Extent<S>&, bool, bool);
MARGINCERT_FOR_EACH_SCALAR(MARGINCERT_INSTANTIATE)
#undef MARGINCERT_INSTANTIATE

}  // namespace margincert::proofs::ledger
