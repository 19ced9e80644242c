#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {

namespace {

/// With one point in every class, attention averages are the points themselves and the bound is met with equality.
bool is_an_identity(const Evidence& e) {
  return e.has_one_point_per_class() && e.problem().regime == recursion::Regime::class_pure;
}

}  // namespace

/// [R] V_j = α' Σ_i A_ij ⟨x_*, x_i⟩ for j∉S_c*: an average of products with j's own class, each at most L̂.
Statement train_update_ceiling() {
  return {
      .id = "train-update-ceiling",
      .theorem = "A",
      .provenance = "R",
      .formula = "V_j ≤ α' L̂, j∉S_c*",
      .hypotheses = labelled_and({"step-signs", "class-purity"}),
      .layers = Layers::attention,
      .claim =
          [](const Evidence& e, int t) {
            return std::vector{by_construction_if(
                is_an_identity(e), at_least(e.alpha_prime(t) * e.probe_cross_class(t),
                                            e.alpha_prime(t) * e.at(t).attention->train_pull_cross_class->max))};
          },
      .twin_formula = "the wrong end of the cross-class products: V_j ≤ α' min_{i∉S_c*}⟨x_*, x_i⟩",
      .twin =
          [](const Evidence& e, int t) {
            return std::vector{at_least(e.alpha_prime(t) * e.at(t).probe_cross_class->min,
                                        e.alpha_prime(t) * e.at(t).attention->train_pull_cross_class->max)};
          },
  };
}

}  // namespace margincert::proofs::ledger
