#include "proofs_check/identities.hpp"
#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] Cross-class products, both ends.
Statement envelope_cross_class() {
  return theorem_c_line({
      .id = "envelope-cross-class",
      .formula = "⟨x_i, x_j⟩ ∈ X for c_i ≠ c_j, X' = X + 2α'mix(q,X,H) + α'²mix([(1−ε)²,1],X,H)",
      .layers = Layers::all,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const EnvelopeIn<S>& envelope, int t) {
            std::vector<ComparisonIn<S>> ends =
                within(envelope.cross_class, *e.at(t).cross_class, e.features_unmoved_until(t));
            // The envelope contains (1+α')² times its last ends, so an extreme that only scales is in it by definition.
            ends[0] = attained_if(cross_class_product_scales(e, End::smallest, t), ends[0]);
            ends[1] = attained_if(cross_class_product_scales(e, End::largest, t), ends[1]);
            return ends;
          },
  });
}

}  // namespace margincert::proofs::ledger
