#include "proofs_check/hypotheses.hpp"

#include <algorithm>
#include <stdexcept>

namespace margincert::proofs {
namespace {

using numeric::Truth;
using numeric::truth;
using recursion::LayerParameters;

Truth unit_norm(const Evidence& e) { return is_less_equal(e.at(0).norm_squared, e.exact(1)); }

/// In the full regime softmax weights are positive, so one pair of training points that are not of one class leaks.
Truth class_purity(const Evidence& e) {
  if (e.problem().regime == recursion::Regime::class_pure) return Truth::yes;
  const auto& labels = e.task().labels;
  return truth(std::ranges::all_of(labels, [&](const auto& label) { return label && label == labels.front(); }));
}

// Without products (Hypothesis::needs_products) there is nothing to be true of.
Truth separation(const Evidence& e) {
  return e.has_products() ? is_less(e.cross_class_ceiling(0), e.in_class_floor(0)) : Truth::no;
}

Truth positive_margin(const Evidence& e) { return e.has_products() ? is_positive(e.geometric_margin(0)) : Truth::no; }

Truth label_margin_start(const Evidence& e) { return is_nonnegative(e.label_margin(0)); }

/// p⁻/(1-p⁻) >= 2/(ρ_0 - Λ_0) at layer t's attention, where p⁻/(1-p⁻) = e^(αΔ + γGΔ_y) n_c* / Σ_{c≠c*} n_c. Taken as it
/// stands: for ρ_0 < Λ_0 (separation dropped) the right side is negative; at ρ_0 = Λ_0 it is infinite.
Truth dominates(const Evidence& e, int t) {
  if (!e.has_products()) return Truth::no;
  const Interval gap = e.in_class_floor(0) - e.cross_class_ceiling(0);
  if (is_positive(-gap) == Truth::yes) return Truth::yes;
  if (is_positive(gap) != Truth::yes) return is_nonnegative(-gap) == Truth::yes ? Truth::no : Truth::unknown;
  const Interval exponent = e.alpha(t) * e.geometric_margin(t) + e.gamma(t) * (e.label_growth(t) * e.label_margin(t));
  const Interval odds = exp(exponent) / e.other_classes_to_own_ratio();
  return is_less_equal(2 / gap, odds);
}

Truth dominance(const Evidence& e) { return dominates(e, 0); }

Truth attention_signs(const Evidence& e) {
  return truth(std::ranges::all_of(e.problem().parameters.layers,
                                   [](const LayerParameters& p) { return p.alpha >= 0 && p.gamma >= 0; }));
}

Truth step_signs(const Evidence& e) {
  return truth(std::ranges::all_of(e.problem().parameters.layers,
                                   [](const LayerParameters& p) { return p.alpha_prime >= 0 && p.gamma_prime >= 0; }));
}

Truth growing_attention(const Evidence& e) {
  const auto& layers = e.problem().parameters.layers;
  const auto shrinks = [](const LayerParameters& p, const LayerParameters& q) {
    return q.alpha < p.alpha || q.gamma < p.gamma;
  };
  if (std::adjacent_find(layers.begin(), layers.end(), shrinks) == layers.end()) return Truth::yes;
  Truth everywhere = Truth::yes;
  for (int t = 0; t < e.depth(); ++t) everywhere = everywhere & dominates(e, t);
  return everywhere;
}

Truth every_class(const Evidence& e) { return truth(recursion::has_every_class(e.task())); }
Truth fully_labelled(const Evidence& e) { return truth(recursion::is_fully_labelled(e.task())); }
Truth centred_labels(const Evidence& e) { return truth(recursion::is_centring(e.problem().parameters)); }

}  // namespace

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
