#include "proofs_check/identities.hpp"
#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {

/// [S] Attention averages are convex combinations of training points, so a step lengthens no vector by more than 1 +
/// α'. Compared as squares, which needs no root.
Statement norm_growth() {
  return {
      .id = "norm-growth",
      .theorem = "A",
      .provenance = "S",
      .formula = "‖x_j^t‖ ≤ N_t, N_t = Π_{s<t}(1+α'_s)",
      .hypotheses = {"step-signs", "unit-norm"},
      .layers = Layers::all,
      .claim =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const bool at_most_one = is_less_equal(e.at(0).norm_squared, e.exact(1)) == numeric::Truth::yes;
            return std::vector{attained_if(at_most_one && longest_vector_scales(e, t),
                                           at_least(sqr(e.feature_growth(t)), e.at(t).norm_squared))};
          },
      .twin_formula = "every step counted half: ‖x_j^t‖ ≤ Π_{s<t}(1+α'_s/2)",
      .twin =
          []<class S>(const EvidenceIn<S>& e, int t) {
            S growth = e.exact(1);
            for (int s = 0; s < t; ++s) growth *= 1 + e.alpha_prime(s) / 2;
            return std::vector{at_least(sqr(growth), e.at(t).norm_squared)};
          },
  };
}

}  // namespace margincert::proofs::ledger
