#include "proofs_check/identities.hpp"
#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {
namespace {

template <class S>
struct OneStep {
  S gain;   ///< α'[p(ρ-Λ+2M) - 2M] + α'²[p(1-ε)(ρ-Λ+2M) - 2M]
  S price;  ///< α'ε(Δ+2M)
};

/// All quantities as observed at layer t, M = N̂².
template <class S>
OneStep<S> one_step(const EvidenceIn<S>& e, int t) {
  const S a = e.alpha_prime(t), M = e.at(t).norm_squared, p = e.own_class_mass(t);
  const S& eps = e.at(t).attention->leakage;
  const S spread = e.in_class_floor(t) - e.cross_class_ceiling(t);
  const S rest = 1 - p;
  const S first = p * spread - 2 * (rest * M);
  const S second = p * (1 - eps) * spread - 2 * ((rest + p * eps) * M);
  return {a * first + sqr(a) * second, a * eps * (e.geometric_margin(t) + 2 * M)};
}

}  // namespace

/// [O] What leakage costs the margin in one step, on observed quantities:
///
///     Δ_{t+1} >= (1+α')Δ_t + gain - price,   and so   gain >= price  implies  Δ_{t+1} >= (1+α')Δ_t.
///
/// The first part needs no premise and implies the second, which is therefore listed where its premise is certified.
Statement price_of_leakage() {
  return {
      .id = "price-of-leakage",
      .theorem = "B",
      .provenance = "O",
      .formula =
          "Δ_{t+1} ≥ (1+α')Δ_t + gain − price, hence ≥ (1+α')Δ_t whenever gain ≥ price; "
          "gain = α'[p(ρ−Λ+2M)−2M] + α'²[p(1−ε)(ρ−Λ+2M)−2M], price = α'ε(Δ+2M)",
      .hypotheses = labelled_and({"step-signs"}),
      .needs = Needs::own_and_other,
      .layers = Layers::attention,
      .claim =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const OneStep<S> step = one_step(e, t);
            const bool no_step = e.problem().parameters.layers[t].alpha_prime == 0;
            const S grown = (1 + e.alpha_prime(t)) * e.geometric_margin(t), next = e.geometric_margin(t + 1);
            std::vector comparisons{
                attained_if(lies_on_an_axis(e, t),
                            identity_if(no_step, at_least(next, grown + step.gain - step.price, "one step")))};
            if (is_less_equal(step.price, step.gain) == numeric::Truth::yes) {
              comparisons.push_back(identity_if(no_step, at_least(next, grown, "growth")));
            }
            return comparisons;
          },
      .twin_formula = "the price left out, the gain overstated: Δ_{t+1} ≥ (1+α')Δ_t + 2α'p(ρ−Λ+2M)",
      .twin =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const S M = e.at(t).norm_squared;
            const S spread = e.in_class_floor(t) - e.cross_class_ceiling(t) + 2 * M;
            const S grown = (1 + e.alpha_prime(t)) * e.geometric_margin(t);
            return std::vector{
                at_least(e.geometric_margin(t + 1), grown + 2 * (e.alpha_prime(t) * e.own_class_mass(t) * spread))};
          },
  };
}

}  // namespace margincert::proofs::ledger
