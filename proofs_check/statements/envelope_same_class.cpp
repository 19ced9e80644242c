#include "proofs_check/identities.hpp"
#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] Same-class products, both ends; the sign of α' is carried by interval arithmetic.
Statement envelope_same_class() {
  return theorem_c_line({
      .id = "envelope-same-class",
      .formula = "⟨x_i, x_j⟩ ∈ I for c_i = c_j, I' = I + 2α'mix(q,I,X) + α'²mix([(1−ε)²,1],I,H)",
      .layers = Layers::all,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const EnvelopeIn<S>& envelope, int t) {
            std::vector<ComparisonIn<S>> ends =
                within(envelope.same_class, *e.at(t).same_class, e.features_unmoved_until(t));
            // The envelope contains (1+α')² times its last ends, so an extreme that only scales is in it by definition.
            ends[0] = attained_if(same_class_product_scales(e, End::smallest, t), ends[0]);
            ends[1] = attained_if(same_class_product_scales(e, End::largest, t), ends[1]);
            return ends;
          },
  });
}

}  // namespace margincert::proofs::ledger
