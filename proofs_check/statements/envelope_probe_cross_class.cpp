#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] The probe's products with the other classes, both ends.
Statement envelope_probe_cross_class() {
  return theorem_c_line({
      .id = "envelope-probe-cross-class",
      .formula = "⟨x_*, x_j⟩ ∈ Q for j∉S_c*, Q' = Q + α'mix(q,Q,B) + α'mix(p,X,H) + α'²mix([inf p(1−ε),sup p],X,H)",
      .layers = Layers::all,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const EnvelopeIn<S>& envelope, int t) {
            return within(envelope.probe_cross_class, *e.at(t).probe_cross_class, e.features_unmoved_until(t));
          },
  });
}

}  // namespace margincert::proofs::ledger
