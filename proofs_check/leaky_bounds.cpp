#include "proofs_check/leaky_bounds.hpp"

#include "proofs_check/evidence.hpp"

namespace margincert::proofs {
namespace {

template <class S>
LeakyBoundsIn<S> measured_start(const EvidenceIn<S>& evidence) {
  const auto& start = evidence.at(0);
  const S one = evidence.exact(1), zero = evidence.exact(0);
  return {max(one, sqrt(start.norm_squared)),
          start.same_class->min,
          start.cross_class->max,
          start.probe_in_class->min,
          start.probe_cross_class->max,
          start.label_difference->min,
          one,
          zero,
          zero,
          {}};
}

/// max(2p - 1, p (1 - e^-g) if g >= 0 else 1 - e^-g): a lower bound of p_c* - p_c for every c≠c*. The case distinction
/// is min(p (1 - e^-g), 1 - e^-g), as 0 <= p <= 1.
template <class S>
S mass_difference_floor(const typename LeakyBoundsIn<S>::Attention& attention) {
  const S odds_term = 1 - exp(-attention.logit_gap_floor);
  return max(2 * attention.own_class_mass - 1, min(attention.own_class_mass * odds_term, odds_term));
}

template <class S>
typename LeakyBoundsIn<S>::Attention attend(const LeakyBoundsIn<S>& b, const EvidenceIn<S>& evidence, int t) {
  const S alpha = evidence.alpha(t), gamma = evidence.gamma(t);
  const S& G = b.label_growth;
  const S& eta = b.label_deviation;

  // ε = 1 - 1/(1 + r e^-gap) = 1/(1 + e^gap / r)
  const S gap = alpha * (b.in_class_floor - b.cross_class_ceiling) + gamma * (sqr(G) - 2 * (G * eta) - sqr(eta));
  const S leakage = 1 / (1 + exp(gap) / evidence.largest_other_to_own_ratio());

  const S h = alpha * (b.probe_in_class - b.probe_cross_class) + gamma * (G * b.label_margin - eta * b.label_spread);
  const S ratio = evidence.other_to_own_ratio();
  return {leakage, h, 1 / (1 + ratio * exp(-h)), 1 / (1 + exp(h) / ratio),
          evidence.log_own_to_other(evidence.largest_other_class()) + h};
}

template <class S>
LeakyBoundsIn<S> advance(const LeakyBoundsIn<S>& b, const EvidenceIn<S>& evidence, int t, Leakage leakage_kept) {
  const S a = evidence.alpha_prime(t), g = evidence.gamma_prime(t);
  const bool forgotten = leakage_kept == Leakage::forgotten;
  const S eps = forgotten ? evidence.exact(0) : b.attention->leakage;
  const S p = forgotten ? evidence.exact(1) : b.attention->own_class_mass;
  const S rest = forgotten ? evidence.exact(0) : b.attention->other_class_mass;  // 1 - p
  const S M = sqr(b.norm), a2 = sqr(a), kept = 1 - eps;
  const S &R = b.probe_in_class, &L = b.probe_cross_class, &rho = b.in_class_floor, &Lambda = b.cross_class_ceiling;
  const S &G = b.label_growth, &eta = b.label_deviation;
  const S mass_gain = forgotten ? evidence.exact(1) : mass_difference_floor<S>(*b.attention);

  LeakyBoundsIn<S> next = b;
  next.attention.reset();
  next.probe_in_class = R + a * (R - eps * (R + M)) + a * (p * rho - rest * M) + a2 * (p * kept * (rho + M) - M);
  next.probe_cross_class =
      L + a * (L + eps * (M - L)) + a * (p * Lambda + rest * M) + a2 * (M - p * kept * (M - Lambda));
  next.in_class_floor = rho + 2 * (a * (rho - eps * (rho + M))) + a2 * (sqr(kept) * (rho + M) - M);
  next.cross_class_ceiling = Lambda + 2 * (a * (Lambda + eps * (M - Lambda))) + a2 * (M - sqr(kept) * (M - Lambda));
  next.label_margin = b.label_margin + g * (G * mass_gain - eta);
  next.label_spread = b.label_spread + g * (G + eta);
  next.label_deviation = eta + g * eta + 2 * (g * eps * G);
  next.label_growth = G + g * G;
  next.norm = b.norm + a * b.norm;
  return next;
}

}  // namespace

template <class S>
std::vector<LeakyBoundsIn<S>> bound_with_leakage(const EvidenceIn<S>& evidence, Leakage leakage) {
  std::vector<LeakyBoundsIn<S>> bounds{measured_start(evidence)};
  for (int t = 0; t < evidence.depth(); ++t) {
    bounds[t].attention = attend(bounds[t], evidence, t);
    bounds.push_back(advance(bounds[t], evidence, t, leakage));
  }
  return bounds;
}

#define MARGINCERT_INSTANTIATE(S) \
  template std::vector<LeakyBoundsIn<S>> bound_with_leakage(const EvidenceIn<S>&, Leakage);
MARGINCERT_FOR_EACH_SCALAR(MARGINCERT_INSTANTIATE)
#undef MARGINCERT_INSTANTIATE

}  // namespace margincert::proofs
