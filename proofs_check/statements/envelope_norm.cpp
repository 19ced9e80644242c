#include "proofs_check/identities.hpp"
#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {
namespace {

/// max(1, N̂_0) Π_{s<t} (1 + share |α'_s|) >= N̂, compared as squares.
template <class S>
ComparisonIn<S> ceiling(const EvidenceIn<S>& e, int t, const S& share) {
  S growth = e.exact(1);
  for (int s = 0; s < t; ++s) growth += growth * (share * abs(e.alpha_prime(s)));
  return at_least(max(e.exact(1), e.at(0).norm_squared) * sqr(growth), e.at(t).norm_squared);
}

}  // namespace

/// [O] A step of either sign lengthens no vector by more than 1 + |α'|. Compared as squares.
Statement envelope_norm() {
  return {
      .id = "envelope-norm",
      .theorem = "C",
      .provenance = "O",
      .formula = "N̂ ≤ N, N' = (1+|α'|)N, N_0 = max(1, N̂^0)",
      .hypotheses = needed_for_c(),
      .needs = Needs::nothing,
      .layers = Layers::all,
      .claim =
          []<class S>(const EvidenceIn<S>& e, int t) {
            return std::vector{attained_if(longest_vector_scales(e, t),
                                           identity_if(e.features_unmoved_until(t), ceiling(e, t, e.exact(1))))};
          },
      .twin_formula = "every step counted half: N' = (1+|α'|/2)N",
      .twin = []<class S>(const EvidenceIn<S>& e, int t) { return std::vector{ceiling(e, t, e.exact(0.5))}; },
  };
}

}  // namespace margincert::proofs::ledger
