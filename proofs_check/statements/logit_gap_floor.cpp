#include "proofs_check/identities.hpp"
#include "proofs_check/statements/theorem_lines.hpp"

namespace margincert::proofs::ledger {

namespace {

template <class S>
std::vector<ComparisonIn<S>> floors(const EvidenceIn<S>& e, int t, const S& common, bool may_be_met) {
  std::vector<ComparisonIn<S>> comparisons;
  for (int c = 0; c < e.task().classes; ++c) {
    if (c == e.own_class() || e.class_size(c) == 0 || e.class_size(e.own_class()) == 0) continue;
    const auto floor = at_least(e.class_logit_gap(t, c), e.log_own_to_other(c) + common, "c=" + std::to_string(c));
    comparisons.push_back(attained_if(may_be_met && gap_floor_is_definition(e, t, c),
                                      identity_if(may_be_met && attends_by_class_alone(e, t), floor)));
  }
  return comparisons;
}

}  // namespace

/// [S+R] From the identity: Z_c* >= n_c* e^(αR̂) and Z_c <= n_c e^(αL̂) for α >= 0.
Statement logit_gap_floor() {
  return {
      .id = "logit-gap-floor",
      .theorem = "A",
      .provenance = "S+R",
      .formula = "s_c* − s_c ≥ log(n_c*/n_c) + αΔ_t + γG_tΔ_y",
      .hypotheses = labelled_and({"attention-signs", "step-signs", "class-purity"}),
      .needs = Needs::own_and_other,
      .layers = Layers::attention,
      .claim = []<class S>(const EvidenceIn<S>& e,
                           int t) { return floors(e, t, common_gap(e, t, e.geometric_margin(t)), true); },
      .twin_formula = "the widest margin for the narrowest: α(max⟨x_*, S_c*⟩ − min⟨x_*, others⟩) for αΔ_t",
      .twin =
          []<class S>(const EvidenceIn<S>& e, int t) {
            const S widest = e.at(t).probe_in_class->max - e.at(t).probe_cross_class->min;
            return floors(e, t, common_gap(e, t, widest), false);
          },
  };
}

}  // namespace margincert::proofs::ledger
