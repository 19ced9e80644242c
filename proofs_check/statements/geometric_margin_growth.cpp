#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {

/// [S+R] The floors and ceilings of products and updates put together: Δ_{t+1} >= (1+α')(Δ_t + α'[p(ρ_t - Λ_t + 2N²) -
/// 2N²]), and dominance makes the bracket non-negative. With α' = 0 nothing moves and the per-layer parts are
/// identities.
Statement geometric_margin_growth() {
  return {
      .id = "geometric-margin-growth",
      .theorem = "A",
      .provenance = "S+R",
      .formula = "Δ_{t+1} ≥ (1+α')(Δ_t + α'[p(ρ_t−Λ_t+2N²) − 2N²]);  Δ_{t+1} ≥ (1+α')Δ_t;  Δ_t ≥ Δ_0 N_t",
      .hypotheses = theorem_a_hypotheses(),
      .needs = Needs::own_and_other,
      .layers = Layers::attention,
      .claim =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const S a = e.alpha_prime(t), M = sqr(e.feature_growth(t));
            const S gap = M * (e.in_class_floor(0) - e.cross_class_ceiling(0));
            const S bracket = e.own_class_mass(t) * gap - 2 * (e.other_class_mass(t) * M);
            const S grown = (1 + a) * e.geometric_margin(t), next = e.geometric_margin(t + 1);
            const bool at_rest = e.features_unmoved_until(t + 1),
                       no_step = e.problem().parameters.layers[t].alpha_prime == 0;
            return std::vector{
                identity_if(no_step, at_least(next, grown + (1 + a) * (a * bracket), "bracket")),
                identity_if(no_step, at_least(next, grown, "per layer")),
                identity_if(at_rest, at_least(next, e.geometric_margin(0) * e.feature_growth(t + 1), "compounded"))};
          },
      .twin_formula = "growth by (1+α')³ a layer",
      .twin =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const S growth = 1 + e.alpha_prime(t);
            return std::vector{
                at_least(e.geometric_margin(t + 1), sqr(growth) * growth * e.geometric_margin(t), "per layer")};
          },
  };
}

}  // namespace margincert::proofs::ledger
