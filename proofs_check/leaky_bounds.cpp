#include "proofs_check/leaky_bounds.hpp"

#include "proofs_check/evidence.hpp"

namespace margincert::proofs {
namespace {

LeakyBounds measured_start(const Evidence& evidence) {
  const auto& start = evidence.at(0);
  const Interval one = evidence.exact(1), zero = evidence.exact(0);
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
Interval mass_difference_floor(const LeakyBounds::Attention& attention) {
  const Interval odds_term = 1 - exp(-attention.logit_gap_floor);
  return max(2 * attention.own_class_mass - 1, min(attention.own_class_mass * odds_term, odds_term));
}

LeakyBounds::Attention attend(const LeakyBounds& b, const Evidence& evidence, int t) {
  const Interval alpha = evidence.alpha(t), gamma = evidence.gamma(t);
  const Interval& G = b.label_growth;
  const Interval& eta = b.label_deviation;

  // ε = 1 - 1/(1 + r e^-gap) = 1/(1 + e^gap / r)
  const Interval gap = alpha * (b.in_class_floor - b.cross_class_ceiling) + gamma * (sqr(G) - 2 * (G * eta) - sqr(eta));
  const Interval leakage = 1 / (1 + exp(gap) / evidence.largest_other_to_own_ratio());

  const Interval h =
      alpha * (b.probe_in_class - b.probe_cross_class) + gamma * (G * b.label_margin - eta * b.label_spread);
  const Interval ratio = evidence.other_to_own_ratio();
  return {leakage, h, 1 / (1 + ratio * exp(-h)), 1 / (1 + exp(h) / ratio),
          log(evidence.own_to_largest_other_ratio()) + h};
}

LeakyBounds advance(const LeakyBounds& b, const Evidence& evidence, int t, Leakage leakage_kept) {
  const Interval a = evidence.alpha_prime(t), g = evidence.gamma_prime(t);
  const bool forgotten = leakage_kept == Leakage::forgotten;
  const Interval eps = forgotten ? evidence.exact(0) : b.attention->leakage;
  const Interval p = forgotten ? evidence.exact(1) : b.attention->own_class_mass;
  const Interval rest = forgotten ? evidence.exact(0) : b.attention->other_class_mass;  // 1 - p
  const Interval M = sqr(b.norm), a2 = sqr(a), kept = 1 - eps;
  const Interval &R = b.probe_in_class, &L = b.probe_cross_class, &rho = b.in_class_floor,
                 &Lambda = b.cross_class_ceiling;
  const Interval &G = b.label_growth, &eta = b.label_deviation;
  const Interval mass_gain = forgotten ? evidence.exact(1) : mass_difference_floor(*b.attention);

  LeakyBounds next = b;
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

std::vector<LeakyBounds> bound_with_leakage(const Evidence& evidence, Leakage leakage) {
  std::vector<LeakyBounds> bounds{measured_start(evidence)};
  for (int t = 0; t < evidence.depth(); ++t) {
    bounds[t].attention = attend(bounds[t], evidence, t);
    bounds.push_back(advance(bounds[t], evidence, t, leakage));
  }
  return bounds;
}

}  // namespace margincert::proofs
