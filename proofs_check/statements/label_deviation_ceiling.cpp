#include "proofs_check/identities.hpp"
#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] Leaked attention mixes labels of other classes into a training label.
Statement label_deviation_ceiling() {
  return theorem_b_line({
      .id = "label-deviation-ceiling",
      .formula = "max_j ‖Πy_j − GΠe_{c_j}‖₁ ≤ η, η' = (1+γ')η + 2γ'εG",
      .layers = Layers::all,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const LeakyBoundsIn<S>& b, int t) {
            // η_1 = 2γ'ε is the deviation itself, or the worst of two where leakage-ceiling is that.
            const auto& layers = e.problem().parameters.layers;
            const std::optional<int> step = exact_label_step(e, t);
            return std::vector{
                attained_if(step && layers[*step].alpha >= 0 && layers[*step].gamma_prime >= 0,
                            identity_if(e.labels_unmoved_until(t) || label_deviation_is_by_class_alone(e, t),
                                        at_least(b.label_deviation, e.at(t).label_deviation)))};
          },
  });
}

}  // namespace margincert::proofs::ledger
