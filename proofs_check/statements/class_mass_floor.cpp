#include "proofs_check/identities.hpp"
#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {
/// [R] The logit-gap floor, summed over the other classes.
Statement class_mass_floor() {
  return {
      .id = "class-mass-floor",
      .theorem = "A",
      .provenance = "R",
      .formula = "p_c* ≥ 1/(1 + Σ_{c≠c*}(n_c/n_c*)exp(−αΔ_t − γG_tΔ_y))",
      .hypotheses = labelled_and({"attention-signs", "step-signs", "class-purity"}),
      .needs = Needs::own_and_other,
      .layers = Layers::attention,
      .claim =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const auto floor =
                mass_at_least(e, t, common_gap(e, t, e.geometric_margin(t)), e.other_classes_to_own_ratio());
            return std::vector{attained_if(has_one_gap(e, t) && e.labels_are_equal_by_class(t),
                                           identity_if(attends_by_class_alone(e, t), floor))};
          },
      .twin_formula = "the widest margin for the narrowest: max⟨x_*, S_c*⟩ − min⟨x_*, others⟩ for Δ_t",
      .twin =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const S widest = e.at(t).probe_in_class->max - e.at(t).probe_cross_class->min;
            return std::vector{mass_at_least(e, t, common_gap(e, t, widest), e.other_classes_to_own_ratio())};
          },
  };
}

}  // namespace margincert::proofs::ledger
