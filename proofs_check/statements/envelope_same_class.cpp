#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] Same-class products, both ends; the sign of α' is carried by interval arithmetic.
Statement envelope_same_class() {
  return theorem_c_line({
      .id = "envelope-same-class",
      .formula = "⟨x_i, x_j⟩ ∈ I for c_i = c_j, I' = I + 2α'mix(q,I,X) + α'²mix([(1−ε)²,1],I,H)",
      .layers = Layers::all,
      .compare = [](const Evidence& e, const Envelope& envelope,
                    int t) { return within(envelope.same_class, *e.at(t).same_class, e.features_unmoved_until(t)); },
  });
}

}  // namespace margincert::proofs::ledger
