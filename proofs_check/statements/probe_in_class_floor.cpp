#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] Each attention average is split into its in-class part and the rest; the rest is bounded by Cauchy-Schwarz.
Statement probe_in_class_floor() {
  return theorem_b_line({
      .id = "probe-in-class-floor",
      .formula = "R̂ ≥ R, R' = R + α'(R−ε(R+M)) + α'(pρ−(1−p)M) + α'²(p(1−ε)(ρ+M)−M)",
      .layers = Layers::all,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const LeakyBoundsIn<S>& b, int t) {
            return std::vector{
                identity_if(e.features_unmoved_until(t), at_least(e.probe_in_class(t), b.probe_in_class))};
          },
  });
}

}  // namespace margincert::proofs::ledger
