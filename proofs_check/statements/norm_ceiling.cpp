#include "proofs_check/identities.hpp"
#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {
namespace {

/// max(1, N̂_0) growth >= N̂, for a growth of any sign.
template <class S>
ComparisonIn<S> ceiling(const EvidenceIn<S>& e, int t, const S& growth) {
  return at_least(max(e.exact(1), e.at(0).norm_squared) * signed_square(growth), e.at(t).norm_squared);
}

}  // namespace

/// [O] Attention averages are convex combinations, so a step lengthens no vector by more than 1 + α'. Compared as
/// squares: N = N_0 Π (1 + α'), whose square keeps the sign of the product.
Statement norm_ceiling() {
  return {
      .id = "norm-ceiling",
      .theorem = "B",
      .provenance = "O",
      .formula = "N̂ ≤ N, N' = (1+α')N, N_0 = max(1, N̂^0)",
      .hypotheses = {"step-signs"},
      .needs = Needs::nothing,
      .layers = Layers::all,
      .claim =
          []<class S>(const EvidenceIn<S>& e, int t) {
            return std::vector{
                attained_if(longest_vector_scales(e, t),
                            identity_if(e.features_unmoved_until(t), ceiling(e, t, e.feature_growth(t))))};
          },
      .twin_formula = "every step counted half: N' = (1+α'/2)N",
      .twin =
          []<class S>(const EvidenceIn<S>& e, int t) {
            S growth = e.exact(1);
            for (int s = 0; s < t; ++s) growth *= 1 + e.alpha_prime(s) / 2;
            return std::vector{ceiling(e, t, growth)};
          },
  };
}

}  // namespace margincert::proofs::ledger
