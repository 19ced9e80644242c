#include "proofs_check/identities.hpp"
#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] Every in-class logit of the probe exceeds every other by at least h = α(R-L) + γ(GΔ_y - ηW).
Statement class_mass_floor_leaky() {
  return theorem_b_line({
      .id = "class-mass-floor-leaky",
      .formula = "p_c* ≥ p = 1/(1 + r* e^(−h)), h = α(R−L) + γ(GΔ_y − ηW)",
      .layers = Layers::attention,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const LeakyBoundsIn<S>& b, int t) {
            const auto floor = mass_at_least(e, t, b.attention->logit_gap, e.other_to_own_ratio());
            return std::vector{attained_if(own_mass_is_exact(e, t), identity_if(attends_by_class_alone(e, t), floor))};
          },
      .twin_formula = "the widest observed extents for the narrowest: max − min for R − L, the largest label "
                      "difference for Δ_y, no ηW",
      .twin =
          []<class S>(const EvidenceIn<S>& e, const LeakyBoundsIn<S>& b, int t) {
            const S widest = e.at(t).probe_in_class->max - e.at(t).probe_cross_class->min;
            const S h = e.alpha(t) * widest + e.gamma(t) * (b.label_growth * e.at(t).label_difference->max);
            return std::vector{mass_at_least(e, t, h, e.other_to_own_ratio())};
          },
  });
}

}  // namespace margincert::proofs::ledger
