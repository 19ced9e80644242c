#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] Cross-class products, both ends.
Statement envelope_cross_class() {
  return theorem_c_line({
      .id = "envelope-cross-class",
      .formula = "⟨x_i, x_j⟩ ∈ X for c_i ≠ c_j, X' = X + 2α'mix(q,X,H) + α'²mix([(1−ε)²,1],X,H)",
      .layers = Layers::all,
      .compare = [](const Evidence& e, const Envelope& envelope,
                    int t) { return within(envelope.cross_class, *e.at(t).cross_class, e.features_unmoved_until(t)); },
  });
}

}  // namespace margincert::proofs::ledger
