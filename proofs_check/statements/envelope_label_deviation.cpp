#include "proofs_check/identities.hpp"
#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] As Theorem B's label deviation, with |γ'| and |G|.
Statement envelope_label_deviation() {
  return theorem_c_line({
      .id = "envelope-label-deviation",
      .formula = "max_j ‖Πy_j − GΠe_{c_j}‖₁ ≤ η, η' = (1+|γ'|)η + 2|γ'|ε|G|",
      .layers = Layers::all,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const EnvelopeIn<S>& envelope, int t) {
            return std::vector{
                attained_if(exact_label_step(e, t).has_value(),
                            identity_if(e.labels_unmoved_until(t) || label_deviation_is_by_class_alone(e, t),
                                        at_least(envelope.label_deviation, e.at(t).label_deviation)))};
          },
  });
}

}  // namespace margincert::proofs::ledger
