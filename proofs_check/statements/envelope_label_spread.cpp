#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] As Theorem B's label spread, with |γ'| and |G|.
Statement envelope_label_spread() {
  return theorem_c_line({
      .id = "envelope-label-spread",
      .formula = "max y_* − min y_* ≤ W, W' = W + |γ'|(|G|+η)",
      .layers = Layers::all,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const EnvelopeIn<S>& envelope, int t) {
            return std::vector{
                identity_if(e.labels_unmoved_until(t), at_least(envelope.label_spread, e.at(t).label_spread))};
          },
      .twin_formula = "the first layer's step forgotten: W − |γ'_0|",
      .twin =
          []<class S>(const EvidenceIn<S>& e, const EnvelopeIn<S>& envelope, int t) {
            if (t == 0) return std::vector<ComparisonIn<S>>{};
            return std::vector{at_least(envelope.label_spread - abs(e.gamma_prime(0)), e.at(t).label_spread)};
          },
  });
}

}  // namespace margincert::proofs::ledger
