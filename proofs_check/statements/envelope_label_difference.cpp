#include "proofs_check/identities.hpp"
#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] The probe's label differences, both ends.
Statement envelope_label_difference() {
  return theorem_c_line({
      .id = "envelope-label-difference",
      .formula = "y_*,c* − y_*,c ∈ D for c≠c*, D' = D + γ'(G·[lo, sup p] ± η)",
      .layers = Layers::all,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const EnvelopeIn<S>& envelope, int t) {
            std::vector<ComparisonIn<S>> ends =
                within(envelope.label_difference, *e.at(t).label_difference, e.labels_unmoved_until(t),
                       exact_probe_label_step(e, t).has_value());
            ends[0] = identity_if(label_margin_is_by_class_alone(e, t), ends[0]);
            return ends;
          },
  });
}

}  // namespace margincert::proofs::ledger
