#include "proofs_check/identities.hpp"
#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {

/// [R] V_j = α' Σ_i A_ij ⟨x_*, x_i⟩ for j∈S_c*: with class-pure attention an average of the probe's in-class products.
Statement train_update_floor() {
  return {
      .id = "train-update-floor",
      .theorem = "A",
      .provenance = "R",
      .formula = "V_j ≥ α' R̂, j∈S_c*",
      .hypotheses = labelled_and({"step-signs", "class-purity"}),
      .needs = Needs::own_class,
      .layers = Layers::attention,
      .claim =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const recursion::Extent<S> updates = stepped(e, t, *e.at(t).attention->train_pull_in_class);
            return std::vector{
                attained_if(is_one_vector(e, e.own_class()) && e.problem().regime == recursion::Regime::class_pure,
                            at_least(updates.min, e.alpha_prime(t) * e.probe_in_class(t)))};
          },
      .twin_formula = "the wrong end of the in-class products: V_j ≥ α' max_{i∈S_c*}⟨x_*, x_i⟩",
      .twin =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const recursion::Extent<S> updates = stepped(e, t, *e.at(t).attention->train_pull_in_class);
            return std::vector{at_least(updates.min, e.alpha_prime(t) * e.at(t).probe_in_class->max)};
          },
  };
}

}  // namespace margincert::proofs::ledger
