#include "proofs_check/identities.hpp"
#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] The probe's label gains G(p_c* - p_c) up to the deviation η of the training labels.
Statement label_margin_floor() {
  return theorem_b_line({
      .id = "label-margin-floor",
      .formula = "Δ_y ≥ its bound, Δ_y' = Δ_y + γ'(G·max(2p−1, p(1−e^(−g)) if g ≥ 0 else 1−e^(−g)) − η)",
      .layers = Layers::all,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const LeakyBoundsIn<S>& b, int t) {
            const std::optional<int> step = exact_probe_label_step(e, t);
            return std::vector{
                attained_if(step && e.problem().parameters.layers[*step].gamma_prime >= 0,
                            identity_if(e.labels_unmoved_until(t) || label_margin_is_by_class_alone(e, t),
                                        at_least(e.label_margin(t), b.label_margin)))};
          },
  });
}

}  // namespace margincert::proofs::ledger
