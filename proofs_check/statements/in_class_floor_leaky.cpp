#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] Both factors of a product move; each average keeps weight 1-ε in its class.
Statement in_class_floor_leaky() {
  return theorem_b_line({
      .id = "in-class-floor-leaky",
      .formula = "ρ̂ ≥ ρ, ρ' = ρ + 2α'(ρ−ε(ρ+M)) + α'²((1−ε)²(ρ+M)−M)",
      .layers = Layers::all,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const LeakyBoundsIn<S>& b, int t) {
            return std::vector{
                identity_if(e.features_unmoved_until(t), at_least(e.in_class_floor(t), b.in_class_floor))};
          },
  });
}

}  // namespace margincert::proofs::ledger
