#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] The probe's label gains a mixture of G Π e_c, whose spread is at most G, and of deviations, at most η.
Statement probe_label_spread_ceiling() {
  return theorem_b_line({
      .id = "probe-label-spread-ceiling",
      .formula = "max y_* − min y_* ≤ W, W' = W + γ'(G+η)",
      .layers = Layers::all,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const LeakyBoundsIn<S>& b, int t) {
            return std::vector{identity_if(e.labels_unmoved_until(t), at_least(b.label_spread, e.at(t).label_spread))};
          },
      .twin_formula = "the first layer's step forgotten: W − γ'_0",
      .twin =
          []<class S>(const EvidenceIn<S>& e, const LeakyBoundsIn<S>& b, int t) {
            if (t == 0) return std::vector<ComparisonIn<S>>{};
            return std::vector{at_least(b.label_spread - e.gamma_prime(0), e.at(t).label_spread)};
          },
  });
}

}  // namespace margincert::proofs::ledger
