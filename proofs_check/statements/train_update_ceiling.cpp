#include "proofs_check/identities.hpp"
#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {

namespace {

/// A class of one vector is its own attention average: V_j = α'⟨x_*, x_j⟩. For α' >= 0 that is below α' L̂ as L̂ is the
/// maximum; it is α' L̂ for any α' where no third class has points.
template <class S>
bool is_definition(const EvidenceIn<S>& e, int t, int c) {
  const bool alone = e.class_size(c) + e.class_size(e.own_class()) == e.task().points();
  return e.problem().regime == recursion::Regime::class_pure &&
         (e.problem().parameters.layers[t].alpha_prime >= 0 || alone) && is_one_vector(e, c);
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
      .needs = Needs::other_class,
      .layers = Layers::attention,
      .claim =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const S ceiling = e.alpha_prime(t) * e.probe_cross_class(t);
            std::vector<ComparisonIn<S>> comparisons;
            for (int c = 0; c < e.task().classes; ++c) {
              const auto& pull = e.at(t).attention->train_pull[c];
              if (c == e.own_class() || !pull) continue;
              comparisons.push_back(attained_if(is_definition(e, t, c),
                                                at_least(ceiling, stepped(e, t, *pull).max, "c=" + std::to_string(c))));
            }
            return comparisons;
          },
      .twin_formula = "the wrong end of the cross-class products: V_j ≤ α' min_{i∉S_c*}⟨x_*, x_i⟩",
      .twin =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const recursion::Extent<S> updates = stepped(e, t, *e.at(t).attention->train_pull_cross_class);
            return std::vector{at_least(e.alpha_prime(t) * e.at(t).probe_cross_class->min, updates.max)};
          },
  };
}

}  // namespace margincert::proofs::ledger
