#include "proofs_check/identities.hpp"
#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {

/// [S+R] With class-pure attention ⟨x_i + α'a_i, x_j + α'a_j⟩ is a combination of same-class products with non-negative
/// weights that sum to (1+α')².
Statement in_class_floor() {
  return {
      .id = "in-class-floor",
      .theorem = "A",
      .provenance = "S+R",
      .formula = "ρ̂^t ≥ N_t² ρ_0",
      .hypotheses = labelled_and({"step-signs", "class-purity"}),
      .needs = Needs::labelled_point,
      .layers = Layers::all,
      .claim =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const S floor = sqr(e.feature_growth(t)) * e.in_class_floor(0);
            const bool scales = same_class_product_scales(e, End::smallest, t);
            return std::vector{
                attained_if(scales, identity_if(e.features_unmoved_until(t), at_least(e.in_class_floor(t), floor)))};
          },
      .twin_formula = "one growth factor too many: ρ̂^t ≥ N_t³ ρ_0",
      .twin =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const S growth = e.feature_growth(t);
            return std::vector{at_least(e.in_class_floor(t), sqr(growth) * growth * e.in_class_floor(0))};
          },
  };
}

}  // namespace margincert::proofs::ledger
