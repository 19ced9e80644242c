#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

namespace {

/// One point in each of two classes: the ceiling is then the leakage itself, as long as nothing has moved.
bool is_an_identity(const Evidence& e, int t) {
  return e.has_one_point_per_class() && e.task().classes == 2 && e.unmoved_until(t);
}

}  // namespace

/// [O] In-class logits exceed the others by at least α(ρ-Λ) + γ(G² - 2Gη - η²); class sizes weigh in through r.
Statement leakage_ceiling() {
  return theorem_b_line({
      .id = "leakage-ceiling",
      .formula = "ε̂ ≤ ε = 1 − 1/(1 + r exp(−α(ρ−Λ) − γ(G²−2Gη−η²)))",
      .layers = Layers::attention,
      .compare =
          [](const Evidence& e, const LeakyBounds& b, int t) {
            return std::vector{
                by_construction_if(is_an_identity(e, t), at_least(b.attention->leakage, e.at(t).attention->leakage))};
          },
      .twin_formula =
          "the widest products for the narrowest: max same-class − min cross-class for ρ − Λ, squared growth doubled",
      .twin =
          [](const Evidence& e, const LeakyBounds& b, int t) {
            const Interval widest = e.at(t).same_class->max - e.at(t).cross_class->min;
            const Interval gap = e.alpha(t) * widest + 2 * (e.gamma(t) * sqr(b.label_growth));
            return std::vector{at_least(1 / (1 + exp(gap) / e.other_to_own_ratio()), e.at(t).attention->leakage)};
          },
  });
}

}  // namespace margincert::proofs::ledger
