#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] As probe-in-class-floor, for training points of the other classes and from above.
Statement probe_cross_class_ceiling() {
  return theorem_b_line({
      .id = "probe-cross-class-ceiling",
      .formula = "L̂ ≤ L, L' = L + α'(L+ε(M−L)) + α'(pΛ+(1−p)M) + α'²(M−p(1−ε)(M−Λ))",
      .layers = Layers::all,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const LeakyBoundsIn<S>& b, int t) {
            return std::vector{
                identity_if(e.features_unmoved_until(t), at_least(b.probe_cross_class, e.probe_cross_class(t)))};
          },
  });
}

}  // namespace margincert::proofs::ledger
