#include "proofs_check/hypotheses.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <type_traits>

namespace margincert::proofs {
namespace {

using recursion::LayerParameters;

template <class S>
ReadingIn<S> inequality(const S& greater, const std::type_identity_t<S>& lesser, bool strict) {
  return std::vector<ConditionIn<S>>{{greater, lesser, strict}};
}

constexpr auto unit_norm = []<class S>(const EvidenceIn<S>& e) -> ReadingIn<S> {
  return inequality(e.exact(1), e.at(0).norm_squared, false);
};

/// In the full regime softmax weights are positive, so one pair of training points that are not of one class leaks.
constexpr auto class_purity = []<class S>(const EvidenceIn<S>& e) -> ReadingIn<S> {
  if (e.problem().regime == recursion::Regime::class_pure) return Truth::yes;
  const auto& labels = e.task().labels;
  return truth(std::ranges::all_of(labels, [&](const auto& label) { return label && label == labels.front(); }));
};

// Without products (Hypothesis::needs_products) there is nothing to be true of.
constexpr auto separation = []<class S>(const EvidenceIn<S>& e) -> ReadingIn<S> {
  if (!e.has_products()) return Truth::no;
  return inequality(e.in_class_floor(0), e.cross_class_ceiling(0), true);
};

constexpr auto positive_margin = []<class S>(const EvidenceIn<S>& e) -> ReadingIn<S> {
  if (!e.has_products()) return Truth::no;
  return inequality(e.geometric_margin(0), e.exact(0), true);
};

constexpr auto label_margin_start = []<class S>(const EvidenceIn<S>& e) -> ReadingIn<S> {
  return inequality(e.label_margin(0), e.exact(0), false);
};

constexpr auto dominance = []<class S>(const EvidenceIn<S>& e) -> ReadingIn<S> { return dominance_at(e, 0, 1); };

template <class Sign>
auto every_layer(Sign sign) {
  return [sign]<class S>(const EvidenceIn<S>& e) -> ReadingIn<S> {
    return truth(std::ranges::all_of(e.problem().parameters.layers, sign));
  };
}

const auto attention_signs = every_layer([](const LayerParameters& p) { return p.alpha >= 0 && p.gamma >= 0; });
const auto step_signs = every_layer([](const LayerParameters& p) { return p.alpha_prime >= 0 && p.gamma_prime >= 0; });

constexpr auto growing_attention = []<class S>(const EvidenceIn<S>& e) -> ReadingIn<S> {
  const auto& layers = e.problem().parameters.layers;
  const auto shrinks = [](const LayerParameters& p, const LayerParameters& q) {
    return q.alpha < p.alpha || q.gamma < p.gamma;
  };
  if (std::adjacent_find(layers.begin(), layers.end(), shrinks) == layers.end()) return Truth::yes;
  std::vector<ConditionIn<S>> everywhere;
  Truth facts = Truth::yes;
  for (int t = 0; t < e.depth(); ++t) {
    const ReadingIn<S> here = dominance_at(e, t, 1);
    if (const Truth* fact = std::get_if<Truth>(&here)) {
      facts = facts & *fact;
    } else {
      std::ranges::copy(std::get<std::vector<ConditionIn<S>>>(here), std::back_inserter(everywhere));
    }
  }
  if (facts != Truth::yes) return facts & truth_of<S>(everywhere);
  return everywhere;
};

constexpr auto every_class = []<class S>(const EvidenceIn<S>& e) -> ReadingIn<S> {
  return truth(recursion::has_every_class(e.task()));
};
constexpr auto fully_labelled = []<class S>(const EvidenceIn<S>& e) -> ReadingIn<S> {
  return truth(recursion::is_fully_labelled(e.task()));
};
constexpr auto centred_labels = []<class S>(const EvidenceIn<S>& e) -> ReadingIn<S> {
  return truth(recursion::is_centring(e.problem().parameters));
};

}  // namespace

/// p⁻/(1-p⁻) >= 2/(ρ_0 - Λ_0) at layer t's attention, where p⁻/(1-p⁻) = e^(αΔ + γGΔ_y) n_c* / Σ_{c≠c*} n_c. Taken as it
/// stands: for ρ_0 < Λ_0 (separation dropped) the right side is negative; at ρ_0 = Λ_0 it is infinite.
template <class S>
ReadingIn<S> dominance_at(const EvidenceIn<S>& e, int t, double share) {
  if (!e.has_products()) return Truth::no;
  const S gap = e.in_class_floor(0) - e.cross_class_ceiling(0);
  if (is_positive(-gap) == Truth::yes) return Truth::yes;
  if (is_positive(gap) != Truth::yes) return is_nonnegative(-gap) == Truth::yes ? Truth::no : Truth::unknown;
  const S exponent = e.alpha(t) * e.geometric_margin(t) + e.gamma(t) * (e.label_growth(t) * e.label_margin(t));
  const S odds = exp(exponent) / e.other_classes_to_own_ratio();
  return inequality(odds, e.exact(2 * share) / gap, false);
}

#define MARGINCERT_INSTANTIATE(S) template ReadingIn<S> dominance_at(const EvidenceIn<S>&, int, double);
MARGINCERT_FOR_EACH_SCALAR(MARGINCERT_INSTANTIATE)
#undef MARGINCERT_INSTANTIATE

const std::vector<Hypothesis>& hypotheses() {
  static const std::vector<Hypothesis> all{
      {"unit-norm", "H0", "‖x_i^0‖ ≤ 1 and ‖x_*^0‖ ≤ 1", unit_norm},
      {"class-purity", "H1", "A_ij = 0 whenever c_i ≠ c_j, j a training point", class_purity},
      {"separation", "H2", "ρ_0 > Λ_0", separation, true},
      {"positive-margin", "H3", "Δ_0 > 0", positive_margin, true},
      {"label-margin-start", "H4", "Δ_y^0 ≥ 0", label_margin_start},
      {"dominance", "H5", "p⁻/(1−p⁻) ≥ 2/(ρ_0−Λ_0), p⁻ = 1/(1+Σ_{c≠c*}(n_c/n_c*)exp(−α_0Δ_0−γ_0Δ_y^0))", dominance,
       true},
      {"attention-signs", "H6", "α_t ≥ 0 and γ_t ≥ 0 at every layer", attention_signs},
      {"step-signs", "H6", "α'_t ≥ 0 and γ'_t ≥ 0 at every layer", step_signs},
      {"growing-attention", "H6", "α_t and γ_t non-decreasing in t, or dominance with each layer's own values",
       growing_attention, true},
      {"every-class", "H6", "every class has a training point", every_class},
      {"fully-labelled", "H6", "every training point is labelled", fully_labelled},
      {"centred-labels", "H7", "δ = −1/K exactly", centred_labels},
  };
  return all;
}

std::vector<std::string> hypothesis_ids(std::string_view id_or_number) {
  std::vector<std::string> ids;
  for (const Hypothesis& h : hypotheses()) {
    if (h.id == id_or_number || h.number == id_or_number) ids.push_back(h.id);
  }
  return ids;
}

const Hypothesis& hypothesis(std::string_view id) {
  for (const Hypothesis& h : hypotheses()) {
    if (h.id == id) return h;
  }
  throw std::logic_error("no hypothesis is called " + std::string(id));
}

}  // namespace margincert::proofs
