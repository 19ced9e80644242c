#include "proofs_check/identities.hpp"
#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {

namespace {

/// p_c* >= 1/(1 + S) is 1 - p_c* <= S/(1 + S) = 1/(1 + 1/S), S = Σ_{c≠c*} (n_c/n_c*) e^-common. Compared in this form:
/// near one-hot attention both complements are tiny, and the difference of two numbers near 1 would drown.
Comparison mass_comparison(const Evidence& e, int t, const Interval& margin) {
  const Interval common = e.alpha(t) * margin + e.gamma(t) * (e.label_growth(t) * e.label_margin(t));
  return at_least(1 / (1 + exp(common) / e.other_to_own_ratio()), e.other_class_mass(t));
}

}  // namespace

/// [R] The logit-gap floor, summed over the other classes.
Statement class_mass_floor() {
  return {
      .id = "class-mass-floor",
      .theorem = "A",
      .provenance = "R",
      .formula = "p_c* ≥ 1/(1 + Σ_{c≠c*}(n_c/n_c*)exp(−αΔ_t − γG_tΔ_y)), compared as 1 − p_c*",
      .hypotheses = labelled_and({"attention-signs", "step-signs", "class-purity"}),
      .layers = Layers::attention,
      .claim =
          [](const Evidence& e, int t) {
            const bool met = is_pair_of_vectors(e) && e.labels_are_equal_by_class(t);
            return std::vector{by_construction_if(met, mass_comparison(e, t, e.geometric_margin(t)))};
          },
      .twin_formula = "the widest margin for the narrowest: max⟨x_*, S_c*⟩ − min⟨x_*, others⟩ for Δ_t",
      .twin =
          [](const Evidence& e, int t) {
            return std::vector{mass_comparison(e, t, e.at(t).probe_in_class->max - e.at(t).probe_cross_class->min)};
          },
  };
}

}  // namespace margincert::proofs::ledger
