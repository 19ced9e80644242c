#include "proofs_check/hypotheses.hpp"

#include <algorithm>
#include <compare>
#include <iterator>
#include <stdexcept>

#include "proofs_check/statement.hpp"

namespace margincert::proofs {
namespace {

using recursion::LayerParameters;

/// One inequality; where enclosures cannot tell, `decide(ExactStart)` does.
template <class S, class Decide>
ReadingIn<S> inequality(const EvidenceIn<S>& e, ConditionIn<S> condition, const Decide& decide) {
  if (enclosed_truth(condition) == Truth::unknown) {
    if (const ExactStart* start = e.exact_start()) condition.exact = decide(*start);
  }
  return std::vector{std::move(condition)};
}

constexpr auto unit_norm = []<class S>(const EvidenceIn<S>& e) -> ReadingIn<S> {
  return inequality(e, ConditionIn<S>{e.exact(1), e.at(0).norm_squared},
                    [](const ExactStart& start) { return std::optional(0 <=> start.longest_against_one()); });
};

/// In the full regime softmax weights are positive, so one pair of training points that are not of one class leaks.
constexpr auto class_purity = []<class S>(const EvidenceIn<S>& e) -> ReadingIn<S> {
  if (e.problem().regime == recursion::Regime::class_pure) return Truth::yes;
  const auto& labels = e.task().labels;
  return truth(std::ranges::all_of(labels, [&](const auto& label) { return label && label == labels.front(); }));
};

/// ρ_0 against Λ_0.
std::strong_ordering gap_sign(const ExactStart& start) {
  return start.compare(Products::same_class, End::smallest, Products::cross_class, End::largest);
}

constexpr auto separation = []<class S>(const EvidenceIn<S>& e) -> ReadingIn<S> {
  if (!exist(Needs::two_classes, e.task())) return Undefined{};
  return inequality(e, ConditionIn<S>{e.in_class_floor(0), e.cross_class_ceiling(0), true},
                    [](const ExactStart& start) { return std::optional(gap_sign(start)); });
};

constexpr auto positive_margin = []<class S>(const EvidenceIn<S>& e) -> ReadingIn<S> {
  if (!exist(Needs::own_and_other, e.task())) return Undefined{};
  return inequality(e, ConditionIn<S>{e.geometric_margin(0), e.exact(0), true}, [](const ExactStart& start) {
    return std::optional(
        start.compare(Products::probe_in_class, End::smallest, Products::probe_cross_class, End::largest));
  });
};

/// y_* starts at 0, so that both sides are exact.
constexpr auto label_margin_start = []<class S>(const EvidenceIn<S>& e) -> ReadingIn<S> {
  return std::vector{ConditionIn<S>{e.label_margin(0), e.exact(0)}};
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
  if (!exist(Needs::own_and_other, e.task())) return Undefined{};
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

namespace {

/// ρ_0 - Λ_0, from the exact inputs where its sign would not be seen otherwise.
template <class S>
S initial_gap(const EvidenceIn<S>& e) {
  const S gap = e.in_class_floor(0) - e.cross_class_ceiling(0);
  if constexpr (requires(const ExactStart& start) { start.gap(e.arithmetic()); }) {
    const bool has_a_sign = is_positive(gap) == Truth::yes || is_positive(-gap) == Truth::yes;
    if (const ExactStart* start = has_a_sign ? nullptr : e.exact_start()) return start->gap(e.arithmetic());
  }
  return gap;
}

}  // namespace

/// p⁻/(1-p⁻) >= 2/(ρ_0 - Λ_0) at layer t's attention, where p⁻/(1-p⁻) = e^(αΔ + γGΔ_y) n_c* / Σ_{c≠c*} n_c. Taken as it
/// stands: for ρ_0 < Λ_0 (separation dropped) the right side is negative; at ρ_0 = Λ_0 it is infinite. That a gap is 0
/// only the point 0 says: an enclosure [-x, 0] may be of a negative one.
template <class S>
ReadingIn<S> dominance_at(const EvidenceIn<S>& e, int t, double share) {
  if (!exist(Needs::own_and_other, e.task())) return Undefined{};
  const S gap = initial_gap(e);
  if (is_positive(-gap) == Truth::yes) return Truth::yes;
  if (is_same_number(gap, e.exact(0))) return Truth::no;
  if (is_positive(gap) != Truth::yes) return Truth::unknown;
  const S exponent = e.alpha(t) * e.geometric_margin(t) + e.gamma(t) * (e.label_growth(t) * e.label_margin(t));
  const S odds = exp(exponent) / e.other_classes_to_own_ratio();
  const bool class_sizes_alone = is_same_number(exponent, e.exact(0)) && share == 1;
  return inequality(e, ConditionIn<S>{odds, e.exact(2 * share) / gap}, [&](const ExactStart& start) {
    const long own = e.class_size(e.own_class());
    return class_sizes_alone ? std::optional(start.scaled_gap(own, 2 * (e.labelled_points() - own))) : std::nullopt;
  });
}

#define MARGINCERT_INSTANTIATE(S) template ReadingIn<S> dominance_at(const EvidenceIn<S>&, int, double);
MARGINCERT_FOR_EACH_SCALAR(MARGINCERT_INSTANTIATE)
#undef MARGINCERT_INSTANTIATE

const std::vector<Hypothesis>& hypotheses() {
  static const std::vector<Hypothesis> all{
      {"unit-norm", "H0", "‖x_i^0‖ ≤ 1 and ‖x_*^0‖ ≤ 1", unit_norm},
      {"class-purity", "H1", "A_ij = 0 whenever c_i ≠ c_j, j a training point", class_purity},
      {"separation", "H2", "ρ_0 > Λ_0", separation},
      {"positive-margin", "H3", "Δ_0 > 0", positive_margin},
      {"label-margin-start", "H4", "Δ_y^0 ≥ 0", label_margin_start},
      {"dominance", "H5", "p⁻/(1−p⁻) ≥ 2/(ρ_0−Λ_0), p⁻ = 1/(1+Σ_{c≠c*}(n_c/n_c*)exp(−α_0Δ_0−γ_0Δ_y^0))", dominance},
      {"attention-signs", "H6", "α_t ≥ 0 and γ_t ≥ 0 at every layer", attention_signs},
      {"step-signs", "H6", "α'_t ≥ 0 and γ'_t ≥ 0 at every layer", step_signs},
      {"growing-attention", "H6", "α_t and γ_t non-decreasing in t, or dominance with each layer's own values",
       growing_attention},
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
