#include "proofs_check/identities.hpp"
#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] Attention averages are convex combinations, so a step lengthens no vector by more than 1 + α'. Compared as
/// squares.
Statement norm_ceiling() {
  return theorem_b_line({
      .id = "norm-ceiling",
      .formula = "N̂ ≤ N, N' = (1+α')N, N_0 = max(1, N̂^0)",
      .layers = Layers::all,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const LeakyBoundsIn<S>& b, int t) {
            return std::vector{
                attained_if(longest_vector_scales(e, t),
                            identity_if(e.features_unmoved_until(t), at_least(sqr(b.norm), e.at(t).norm_squared)))};
          },
      .twin_formula = "every step counted half: N' = (1+α'/2)N",
      .twin =
          []<class S>(const EvidenceIn<S>& e, const LeakyBoundsIn<S>&, int t) {
            S bound = e.leaky_bounds(Leakage::accounted)[0].norm;
            for (int s = 0; s < t; ++s) bound *= 1 + e.alpha_prime(s) / 2;
            return std::vector{at_least(sqr(bound), e.at(t).norm_squared)};
          },
      .hypotheses = {"step-signs"},
  });
}

}  // namespace margincert::proofs::ledger
