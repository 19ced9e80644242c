#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {

/// [S+R] U_j = α' Σ_i A_i*⟨x_i, x_j⟩ for j∈S_c*: the in-class part has weight p and products >= ρ_t = N²ρ_0, the rest
/// is at least -N² by Cauchy-Schwarz.
Statement probe_update_floor() {
  return {
      .id = "probe-update-floor",
      .theorem = "A",
      .provenance = "S+R",
      .formula = "U_j ≥ α'(p_c* ρ_t − (1−p_c*) N²), j∈S_c*",
      .hypotheses = labelled_and({"step-signs", "class-purity", "unit-norm"}),
      .needs = Needs::own_class,
      .layers = Layers::attention,
      .claim =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const S M = sqr(e.feature_growth(t)), rho = M * e.in_class_floor(0);
            const S floor = e.own_class_mass(t) * rho - e.other_class_mass(t) * M;
            const recursion::Extent<S> updates = stepped(e, t, *e.at(t).attention->probe_pull_in_class);
            return std::vector{at_least(updates.min, e.alpha_prime(t) * floor)};
          },
      .twin_formula = "the other classes forgotten: U_j ≥ α' p_c* ρ_t",
      .twin =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const S rho = sqr(e.feature_growth(t)) * e.in_class_floor(0);
            const recursion::Extent<S> updates = stepped(e, t, *e.at(t).attention->probe_pull_in_class);
            return std::vector{at_least(updates.min, e.alpha_prime(t) * (e.own_class_mass(t) * rho))};
          },
  };
}

}  // namespace margincert::proofs::ledger
