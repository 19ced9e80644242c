#include "proofs_check/identities.hpp"
#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] The gap before class sizes, plus the sizes: s_c* sums n_c* exponentials, s_c at most max n_c.
Statement logit_gap_floor_leaky() {
  return theorem_b_line({
      .id = "logit-gap-floor-leaky",
      .formula = "s_c* − s_c ≥ g = log(n_c*/max_{c≠c*} n_c) + h",
      .layers = Layers::attention,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const LeakyBoundsIn<S>& b, int t) {
            // At rest each gap is log(n_c*/n_c) + α(R - q_c): the floor takes the worst of either term, for α >= 0.
            const bool met =
                classes_are_vectors(e) && e.unmoved_until(t) && e.problem().parameters.layers[t].alpha >= 0;
            const auto floor = at_least(*e.at(t).attention->class_logit_gap, b.attention->logit_gap_floor);
            return std::vector{attained_if(met, identity_if(attends_by_class_alone(e, t), floor))};
          },
      .twin_formula = "the widest products for the narrowest: max⟨x_*, S_c*⟩ − min⟨x_*, others⟩ for R − L",
      .twin =
          []<class S>(const EvidenceIn<S>& e, const LeakyBoundsIn<S>& b, int t) {
            const S extra =
                e.at(t).probe_in_class->max - e.at(t).probe_cross_class->min - (b.probe_in_class - b.probe_cross_class);
            return std::vector{
                at_least(*e.at(t).attention->class_logit_gap, b.attention->logit_gap_floor + e.alpha(t) * extra)};
          },
  });
}

}  // namespace margincert::proofs::ledger
