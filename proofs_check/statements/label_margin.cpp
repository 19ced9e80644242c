#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {

/// [S] y_*,c* - y_*,c grows by γ'G_t(p_c* - p_c); dominance gives p_c* >= 1/2 >= p_c, as ρ_0 - Λ_0 <= 2.
Statement label_margin() {
  return {
      .id = "label-margin",
      .theorem = "A",
      .provenance = "S",
      .formula = "Δ_y^{t+1} ≥ Δ_y^t ≥ 0",
      .hypotheses = theorem_a_hypotheses(),
      .needs = Needs::nothing,
      .layers = Layers::attention,
      .claim =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const bool no_step = e.problem().parameters.layers[t].gamma_prime == 0;
            return std::vector{
                identity_if(no_step, at_least(e.label_margin(t + 1), e.label_margin(t), "non-decreasing")),
                identity_if(e.labels_unmoved_until(t), at_least(e.label_margin(t), e.exact(0), "non-negative"))};
          },
      .twin_formula = "the rivals' mass forgotten: Δ_y^{t+1} ≥ Δ_y^t + γ'G_t p_c*",
      .twin =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const S gain = e.gamma_prime(t) * (e.label_growth(t) * e.own_class_mass(t));
            return std::vector{at_least(e.label_margin(t + 1), e.label_margin(t) + gain, "non-decreasing")};
          },
  };
}

}  // namespace margincert::proofs::ledger
