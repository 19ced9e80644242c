#include "proofs_check/identities.hpp"
#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

namespace {

/// Where masses are exact, the leakage of a class has the ceiling's form, with its own product for ρ and its own size
/// ratio for r; the ceiling takes the worst over classes (for α >= 0).
template <class S>
bool is_definition(const EvidenceIn<S>& e, int t) {
  return masses_are_exact(e, t) && e.problem().parameters.layers[t].alpha >= 0;
}

}  // namespace

/// [O] In-class logits exceed the others by at least α(ρ-Λ) + γ(G² - 2Gη - η²); class sizes weigh in through r.
Statement leakage_ceiling() {
  return theorem_b_line({
      .id = "leakage-ceiling",
      .formula = "ε̂ ≤ ε = 1 − 1/(1 + r exp(−α(ρ−Λ) − γ(G²−2Gη−η²)))",
      .layers = Layers::attention,
      .compare =
          []<class S>(const EvidenceIn<S>& e, const LeakyBoundsIn<S>& b, int t) {
            return std::vector{attained_if(
                is_definition(e, t),
                identity_if(leaks_by_class_alone(e, t), at_least(b.attention->leakage, e.at(t).attention->leakage)))};
          },
      .twin_formula =
          "the widest products for the narrowest: max same-class − min cross-class for ρ − Λ, squared growth doubled",
      .twin =
          []<class S>(const EvidenceIn<S>& e, const LeakyBoundsIn<S>& b, int t) {
            const S widest = e.at(t).same_class->max - e.at(t).cross_class->min;
            const S gap = e.alpha(t) * widest + 2 * (e.gamma(t) * sqr(b.label_growth));
            return std::vector{
                at_least(one_minus_sigma(gap, e.largest_other_to_own_ratio()), e.at(t).attention->leakage)};
          },
  });
}

}  // namespace margincert::proofs::ledger
