#include "proofs_check/identities.hpp"
#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {

/// [S] Attention averages are convex combinations of training points, so a step lengthens no vector by more than 1 +
/// α'. Compared as squares, which needs no root; N_t keeps its sign, so that below 0 it is under every norm.
Statement norm_growth() {
  return {
      .id = "norm-growth",
      .theorem = "A",
      .provenance = "S",
      .formula = "‖x_j^t‖ ≤ N_t, N_t = Π_{s<t}(1+α'_s)",
      .hypotheses = {"step-signs", "unit-norm"},
      .needs = Needs::nothing,
      .layers = Layers::all,
      .claim =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const auto bound = at_least(signed_square(e.feature_growth(t)), e.at(t).norm_squared);
            if (!e.features_unmoved_until(t)) {
              return std::vector{attained_if(starts_within_unit_ball(e) && longest_vector_scales(e, t), bound)};
            }
            return std::vector{decided_exactly(e, bound)};
          },
      .twin_formula = "every step counted half: ‖x_j^t‖ ≤ Π_{s<t}(1+α'_s/2)",
      .twin =
          []<class S>(const EvidenceIn<S>& e, int t) {
            S growth = e.exact(1);
            for (int s = 0; s < t; ++s) growth *= 1 + e.alpha_prime(s) / 2;
            return std::vector{at_least(signed_square(growth), e.at(t).norm_squared)};
          },
  };
}

}  // namespace margincert::proofs::ledger
