#include "proofs_check/envelope.hpp"

#include "proofs_check/evidence.hpp"

namespace margincert::proofs {
namespace {

template <class S>
RealRangeIn<S> range_of(const recursion::Extent<S>& extent) {
  return {extent.min, extent.max};
}

template <class S>
EnvelopeIn<S> measured_start(const EvidenceIn<S>& evidence) {
  const auto& start = evidence.at(0);
  const S one = evidence.exact(1), zero = evidence.exact(0);
  return {range_of(*start.same_class),
          range_of(*start.cross_class),
          range_of(*start.probe_in_class),
          range_of(*start.probe_cross_class),
          range_of(*start.label_difference),
          max(one, sqrt(start.norm_squared)),
          one,
          zero,
          zero,
          {}};
}

template <class S>
typename EnvelopeIn<S>::Attention attend(const EnvelopeIn<S>& e, const EvidenceIn<S>& evidence, int t) {
  const S alpha = evidence.alpha(t), gamma = evidence.gamma(t);
  const S &G = e.label_growth, &eta = e.label_deviation;

  // gap = α(I - X) + γ[G² ± (2|G|η + η²)];  ε = 1 - σ_r(inf gap) = 1/(1 + e^(inf gap) / r)
  const RealRangeIn<S> label_part = point(sqr(G)) + symmetric(2 * (abs(G) * eta) + sqr(eta));
  const RealRangeIn<S> gap = alpha * (e.same_class - e.cross_class) + gamma * label_part;
  const S leakage = 1 / (1 + exp(gap.lo) / evidence.largest_other_to_own_ratio());

  // h = α(P - Q) + γ(G·D ± ηW);  p = [σ_r*(inf h), σ_r*(sup h)], σ_r(h) = 1/(1 + r e^-h)
  const RealRangeIn<S> h = alpha * (e.probe_in_class - e.probe_cross_class) +
                           gamma * (G * e.label_difference + symmetric(eta * e.label_spread));
  const S ratio = evidence.other_to_own_ratio();
  return {leakage, h, {1 / (1 + ratio * exp(-h.lo)), 1 / (1 + ratio * exp(-h.hi))}};
}

/// A lower bound of p_c* - p_c over c≠c*: max(2 inf p - 1, inf p·(1 - e^-g) if g >= 0 else 1 - e^-g) with
/// g = log(n_c* / max n_c) + inf h. As 0 <= inf p <= 1 the case distinction is a min.
template <class S>
S mass_difference_floor(const typename EnvelopeIn<S>::Attention& attention, const EvidenceIn<S>& evidence) {
  const S odds_term = 1 - exp(-attention.logit_gap.lo) / evidence.own_to_largest_other_ratio();  // 1 - e^-g
  const S& p = attention.own_class_mass.lo;
  return max(2 * p - 1, min(p * odds_term, odds_term));
}

template <class S>
EnvelopeIn<S> advance(const EnvelopeIn<S>& e, const EvidenceIn<S>& evidence, int t, Leakage leakage) {
  const S a = evidence.alpha_prime(t), g = evidence.gamma_prime(t), a2 = sqr(a);
  const S one = evidence.exact(1);
  const bool forgotten = leakage == Leakage::forgotten;
  const S eps = forgotten ? evidence.exact(0) : e.attention->leakage;
  const RealRangeIn<S> p = forgotten ? point(one) : e.attention->own_class_mass;
  const RealRangeIn<S> q{1 - eps, one}, q_squared{sqr(1 - eps), one}, pq{p.lo * (1 - eps), p.hi};
  const RealRangeIn<S>&I = e.same_class, &X = e.cross_class, &P = e.probe_in_class, &Q = e.probe_cross_class;
  const RealRangeIn<S> H = hull(I, X), B = hull(P, Q);
  const S &G = e.label_growth, &eta = e.label_deviation;
  const S mass_gain = forgotten ? one : mass_difference_floor(*e.attention, evidence);

  EnvelopeIn<S> next = e;
  next.attention.reset();
  next.norm = e.norm + abs(a) * e.norm;
  const RealRangeIn<S> ball = symmetric(sqr(next.norm));
  next.same_class = cut(I + (2 * a) * mix(q, I, X) + a2 * mix(q_squared, I, H), ball);
  next.cross_class = cut(X + (2 * a) * mix(q, X, H) + a2 * mix(q_squared, X, H), ball);
  next.probe_in_class = cut(P + a * mix(q, P, Q) + a * mix(p, I, X) + a2 * mix(pq, I, H), ball);
  next.probe_cross_class = cut(Q + a * mix(q, Q, B) + a * mix(p, X, H) + a2 * mix(pq, X, H), ball);
  next.label_difference = e.label_difference + g * (G * RealRangeIn<S>{mass_gain, p.hi} + symmetric(eta));
  next.label_spread = e.label_spread + abs(g) * (abs(G) + eta);
  next.label_deviation = eta + abs(g) * eta + 2 * (abs(g) * eps * abs(G));
  next.label_growth = G + g * G;
  return next;
}

}  // namespace

template <class S>
std::vector<EnvelopeIn<S>> envelop(const EvidenceIn<S>& evidence, Leakage leakage) {
  std::vector<EnvelopeIn<S>> envelopes{measured_start(evidence)};
  for (int t = 0; t < evidence.depth(); ++t) {
    envelopes[t].attention = attend(envelopes[t], evidence, t);
    envelopes.push_back(advance(envelopes[t], evidence, t, leakage));
  }
  return envelopes;
}

#define MARGINCERT_INSTANTIATE(S) template std::vector<EnvelopeIn<S>> envelop(const EvidenceIn<S>&, Leakage);
MARGINCERT_FOR_EACH_SCALAR(MARGINCERT_INSTANTIATE)
#undef MARGINCERT_INSTANTIATE

}  // namespace margincert::proofs
