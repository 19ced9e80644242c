#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {

/// [S] U_j for j∉S_c*: the part from S_c* has weight p and products <= Λ_t = N²Λ_0, the rest is at most N².
Statement probe_update_ceiling() {
  return {
      .id = "probe-update-ceiling",
      .theorem = "A",
      .provenance = "S",
      .formula = "U_j ≤ α'(p_c* Λ_t + (1−p_c*) N²), j∉S_c*",
      .hypotheses = labelled_and({"step-signs", "class-purity", "unit-norm"}),
      .needs = Needs::two_classes,
      .layers = Layers::attention,
      .claim =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const S M = sqr(e.feature_growth(t)), lambda = M * e.cross_class_ceiling(0);
            const S ceiling = e.own_class_mass(t) * lambda + e.other_class_mass(t) * M;
            const recursion::Extent<S> updates = stepped(e, t, *e.at(t).attention->probe_pull_cross_class);
            return std::vector{at_least(e.alpha_prime(t) * ceiling, updates.max)};
          },
      .twin_formula = "the (1−p)N² term dropped: U_j ≤ α' p_c* Λ_t",
      .twin =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const S lambda = sqr(e.feature_growth(t)) * e.cross_class_ceiling(0);
            const recursion::Extent<S> updates = stepped(e, t, *e.at(t).attention->probe_pull_cross_class);
            return std::vector{at_least(e.alpha_prime(t) * (e.own_class_mass(t) * lambda), updates.max)};
          },
  };
}

}  // namespace margincert::proofs::ledger
