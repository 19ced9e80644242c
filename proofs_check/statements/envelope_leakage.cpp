#include "proofs_check/identities.hpp"
#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] Theorem C's leakage ceiling, from the smallest logit gap that the envelope allows.
Statement envelope_leakage() {
  return theorem_c_line({
      .id = "envelope-leakage",
      .formula = "ε̂ ≤ ε = 1 − σ_r(inf gap), gap = α(I−X) + γ[G² ± (2|G|η+η²)]",
      .layers = Layers::attention,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const EnvelopeIn<S>& envelope, int t) {
            return std::vector{attained_if(
                masses_are_exact(e, t), identity_if(leaks_by_class_alone(e, t), at_least(envelope.attention->leakage,
                                                                                         e.at(t).attention->leakage)))};
          },
      .twin_formula = "the widest gap for the narrowest: sup gap, labels doubled",
      .twin =
          []<class S>(const EvidenceIn<S>& e, const EnvelopeIn<S>& envelope, int t) {
            const RealRangeIn<S> widest = e.alpha(t) * (envelope.same_class - envelope.cross_class);
            const S gap = widest.hi + 2 * (abs(e.gamma(t)) * sqr(envelope.label_growth));
            return std::vector{
                at_least(one_minus_sigma(gap, e.largest_other_to_own_ratio()), e.at(t).attention->leakage)};
          },
  });
}

}  // namespace margincert::proofs::ledger
