#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] The probe's products with its own class, both ends.
Statement envelope_probe_in_class() {
  return theorem_c_line({
      .id = "envelope-probe-in-class",
      .formula = "⟨x_*, x_j⟩ ∈ P for j∈S_c*, P' = P + α'mix(q,P,Q) + α'mix(p,I,X) + α'²mix([inf p(1−ε),sup p],I,H)",
      .layers = Layers::all,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const EnvelopeIn<S>& envelope, int t) {
            return within(envelope.probe_in_class, *e.at(t).probe_in_class, e.features_unmoved_until(t));
          },
  });
}

}  // namespace margincert::proofs::ledger
