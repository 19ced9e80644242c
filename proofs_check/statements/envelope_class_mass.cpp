#include "proofs_check/identities.hpp"
#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

/// [O] The probe's attention mass on its own class, from both sides, through the sigmoid of the logit gap.
Statement envelope_class_mass() {
  return theorem_c_line({
      .id = "envelope-class-mass",
      .formula = "p_c* ∈ p = [σ_r*(inf h), σ_r*(sup h)], σ_r(h) = 1/(1 + r e^(−h)), compared as 1 − p_c*",
      .layers = Layers::attention,
      .compare =
          [](const Evidence& e, const Envelope& envelope, int t) {
            const Interval ratio = e.other_to_own_ratio(), rest = e.other_class_mass(t);
            const RealRange& h = envelope.attention->logit_gap;
            const RealRange complement{1 / (1 + exp(h.hi) / ratio), 1 / (1 + exp(h.lo) / ratio)};
            return within(complement, {rest, rest}, is_pair_at_rest(e, t));
          },
      .twin_formula = "the gap taken as always at its middle",
      .twin =
          [](const Evidence& e, const Envelope& envelope, int t) {
            const RealRange& h = envelope.attention->logit_gap;
            const Interval complement = 1 / (1 + exp((h.lo + h.hi) / 2) / e.other_to_own_ratio());
            const Interval rest = e.other_class_mass(t);
            return within(point(complement), {rest, rest}, false);
          },
  });
}

}  // namespace margincert::proofs::ledger
