#include "proofs_check/identities.hpp"
#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {

/// [S+R] As in-class-floor: with class-pure attention a cross-class product becomes a combination of cross-class
/// products with total weight (1+α')².
Statement cross_class_ceiling() {
  return {
      .id = "cross-class-ceiling",
      .theorem = "A",
      .provenance = "S+R",
      .formula = "Λ̂^t ≤ N_t² Λ_0",
      .hypotheses = labelled_and({"step-signs", "class-purity"}),
      .needs = Needs::two_classes,
      .layers = Layers::all,
      .claim =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const S ceiling = sqr(e.feature_growth(t)) * e.cross_class_ceiling(0);
            const bool scales = cross_class_product_scales(e, End::largest, t);
            return std::vector{attained_if(
                scales, identity_if(e.features_unmoved_until(t), at_least(ceiling, e.cross_class_ceiling(t))))};
          },
      .twin_formula = "one growth factor dropped: Λ̂^t ≤ N_t Λ_0",
      .twin =
          []<class S>(const EvidenceIn<S>& e, int t) {
            return std::vector{at_least(e.feature_growth(t) * e.cross_class_ceiling(0), e.cross_class_ceiling(t))};
          },
  };
}

}  // namespace margincert::proofs::ledger
