#include "proofs_check/statement.hpp"

namespace margincert::proofs::ledger {

namespace {

/// The identity is exact when the labels of a class are one vector u_c: then u_c* - u_c = G_t (e_c* - e_c), and C
/// leaves e_c* - e_c as it is, whatever δ. So they are in the class-pure regime, where labelled points see their own
/// class only, and while labels are at rest. Where γ_t = 0 nobody sees labels, and both sides are log(Z_c*/Z_c).
template <class S>
bool is_exact(const EvidenceIn<S>& e, int t) {
  return e.problem().parameters.layers[t].gamma == 0 || e.labels_unmoved_until(t) ||
         e.problem().regime == recursion::Regime::class_pure;
}

/// s_c* - s_c against log(Z_c*/Z_c) + γ G (y_*,c* - y_*,c), for every c≠c*.
template <class S>
std::vector<ComparisonIn<S>> identities(const EvidenceIn<S>& e, int t, const S& G, bool exact) {
  std::vector<ComparisonIn<S>> comparisons;
  const auto& logits = e.at(t).attention->geometric_logit;
  const auto& y = e.at(t).probe_label;
  const int own = e.own_class();
  for (int c = 0; c < e.task().classes; ++c) {
    if (c == own || !logits[c] || !logits[own]) continue;
    const S right = *logits[own] - *logits[c] + e.gamma(t) * (G * (y[own] - y[c]));
    comparisons.push_back(identity_if(exact, equality(e.class_logit_gap(t, c), right, "c=" + std::to_string(c))));
  }
  return comparisons;
}

}  // namespace

/// [S+R+O] An equality of reals: no enclosure can confirm it, so what confirms it is its reason (labels equal by
/// class), while enclosures still refute: disjoint sides are a violation, or an error where the reason says they cannot
/// be.
Statement logit_gap_identity() {
  return {
      .id = "logit-gap-identity",
      .theorem = "A",
      .provenance = "S+R+O",
      .formula = "s_c* − s_c = log(Z_c*/Z_c) + γ G_t (y_*,c* − y_*,c), G_t = Π_{s<t}(1+γ'_s)",
      .hypotheses = labelled_and({"class-purity"}),
      .needs = Needs::own_and_other,
      .layers = Layers::attention,
      .claim = []<class S>(const EvidenceIn<S>& e,
                           int t) { return identities(e, t, e.label_growth(t), is_exact(e, t)); },
      .twin_formula = "one layer of label growth too many: G_{t+1} for G_t",
      .twin = []<class S>(const EvidenceIn<S>& e, int t) { return identities(e, t, e.label_growth(t + 1), false); },
  };
}

}  // namespace margincert::proofs::ledger
