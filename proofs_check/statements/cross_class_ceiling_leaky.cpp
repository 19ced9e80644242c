#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] As in-class-floor-leaky, from above.
Statement cross_class_ceiling_leaky() {
  return theorem_b_line({
      .id = "cross-class-ceiling-leaky",
      .formula = "Λ̂ ≤ Λ, Λ' = Λ + 2α'(Λ+ε(M−Λ)) + α'²(M−(1−ε)²(M−Λ))",
      .layers = Layers::all,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const LeakyBoundsIn<S>& b, int t) {
            return std::vector{
                identity_if(e.features_unmoved_until(t), at_least(b.cross_class_ceiling, e.cross_class_ceiling(t)))};
          },
  });
}

}  // namespace margincert::proofs::ledger
