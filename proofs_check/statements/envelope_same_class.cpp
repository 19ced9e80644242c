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
          [](const Evidence& e, const Envelope& envelope, int t) {
            std::vector<Comparison> ends =
                within(envelope.same_class, *e.at(t).same_class, e.features_unmoved_until(t));
            // The cut to M is then the square of the longest vector, which is a same-class product.
            ends[1].by_construction = ends[1].by_construction || longest_vector_scales(e, t);
            return ends;
          },
  });
}

}  // namespace margincert::proofs::ledger
