#include "proofs_check/identities.hpp"
#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] The probe's attention mass on its own class, from both sides, through the sigmoid of the logit gap.
Statement envelope_class_mass() {
  return theorem_c_line({
      .id = "envelope-class-mass",
      .formula = "p_c* ∈ p = [σ_r*(inf h), σ_r*(sup h)], σ_r(h) = 1/(1 + r e^(−h))",
      .layers = Layers::attention,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const EnvelopeIn<S>& envelope, int t) {
            const RealRangeIn<S>& h = envelope.attention->logit_gap;
            const S ratio = e.other_to_own_ratio();
            const bool met = own_mass_is_exact(e, t), by_class_alone = attends_by_class_alone(e, t);
            const auto with_reasons = [&](ComparisonIn<S> end) {
              return attained_if(met, identity_if(by_class_alone, std::move(end)));
            };
            return std::vector{with_reasons(mass_at_least(e, t, h.lo, ratio, "lower end")),
                               with_reasons(mass_at_most(e, t, h.hi, ratio, "upper end"))};
          },
      .twin_formula = "the gap taken as always at its middle",
      .twin =
          []<class S>(const EvidenceIn<S>& e, const EnvelopeIn<S>& envelope, int t) {
            const RealRangeIn<S>& h = envelope.attention->logit_gap;
            const S middle = (h.lo + h.hi) / 2, ratio = e.other_to_own_ratio();
            return std::vector{mass_at_least(e, t, middle, ratio, "lower end"),
                               mass_at_most(e, t, middle, ratio, "upper end")};
          },
  });
}

}  // namespace margincert::proofs::ledger
