#include "proofs_check/identities.hpp"
#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

namespace {

template <class S>
std::vector<ComparisonIn<S>> gaps(const EvidenceIn<S>& e, const RealRangeIn<S>& h, int t) {
  std::vector<ComparisonIn<S>> comparisons;
  const int own = e.own_class();
  const bool by_class_alone = attends_by_class_alone(e, t), met = classes_are_vectors(e) && e.unmoved_until(t);
  for (int c = 0; c < e.task().classes; ++c) {
    if (c == own || e.class_size(c) == 0 || e.class_size(own) == 0) continue;
    const S& sizes = e.log_own_to_other(c);
    const S gap = e.class_logit_gap(t, c);
    for (ComparisonIn<S>& side : within<S>({sizes + h.lo, sizes + h.hi}, {gap, gap}, by_class_alone, met)) {
      side.part = "c=" + std::to_string(c) + " " + side.part;
      comparisons.push_back(std::move(side));
    }
  }
  return comparisons;
}

}  // namespace

/// [O] Every pairwise logit gap of the probe lies in h; summing over class members shifts it by the class sizes.
Statement envelope_logit_gap() {
  return theorem_c_line({
      .id = "envelope-logit-gap",
      .formula = "s_c* − s_c ∈ log(n_c*/n_c) + h, h = α(P−Q) + γ(G·D ± ηW)",
      .layers = Layers::attention,
      .compare = []<class S>(const EvidenceIn<S>& e, const EnvelopeIn<S>& envelope,
                             int t) { return gaps(e, envelope.attention->logit_gap, t); },
      .twin_formula = "the gap taken as always at its middle",
      .twin =
          []<class S>(const EvidenceIn<S>& e, const EnvelopeIn<S>& envelope, int t) {
            const RealRangeIn<S>& h = envelope.attention->logit_gap;
            return gaps(e, point((h.lo + h.hi) / 2), t);
          },
  });
}

}  // namespace margincert::proofs::ledger
