#include "proofs_check/evidence.hpp"

#include <algorithm>
#include <numeric>

#include "recursion/trajectory.hpp"

namespace margincert::proofs {

using recursion::LayerParameters;

Evidence::Evidence(const Problem& problem, numeric::Precision precision)
    : problem_(problem),
      precision_(precision),
      layers_(recursion::enclose_observables(problem.task, problem.parameters, problem.regime, precision)),
      feature_growth_{exact(1)},
      label_growth_{exact(1)},
      class_sizes_(recursion::class_sizes(problem.task)) {
  for (int t = 0; t < depth(); ++t) {
    feature_growth_.push_back(feature_growth_[t] + feature_growth_[t] * alpha_prime(t));
    label_growth_.push_back(label_growth_[t] + label_growth_[t] * gamma_prime(t));
  }
}

Interval Evidence::other_to_own_ratio() const {
  const long own = class_sizes_[own_class()];
  return Interval::ratio(task().points() - own, own, precision_);
}

Interval Evidence::largest_other_to_own_ratio() const {
  const long smallest = *std::ranges::min_element(class_sizes_);
  return Interval::ratio(task().points() - smallest, smallest, precision_);
}

Interval Evidence::own_to_largest_other_ratio() const {
  long largest = 0;
  for (int c = 0; c < task().classes; ++c) {
    if (c != own_class()) largest = std::max<long>(largest, class_sizes_[c]);
  }
  return Interval::ratio(class_sizes_[own_class()], largest, precision_);
}

Interval Evidence::other_classes_to_own_ratio() const {
  const long own = class_sizes_[own_class()];
  return Interval::ratio(std::accumulate(class_sizes_.begin(), class_sizes_.end(), 0L) - own, own, precision_);
}

bool Evidence::has_products() const {
  const auto& start = layers_.front();
  return start.same_class && start.cross_class && start.probe_in_class && start.probe_cross_class;
}

bool Evidence::labels_are_equal_by_class(int t) const {
  // Class-pure attention averages equal labels to the same label again; in the full regime only labels at rest are
  // sure.
  return recursion::is_fully_labelled(task()) &&
         (problem_.regime == recursion::Regime::class_pure || labels_unmoved_until(t));
}

bool Evidence::features_unmoved_until(int t) const {
  const auto& layers = problem_.parameters.layers;
  return std::all_of(layers.begin(), layers.begin() + t, [](const LayerParameters& p) { return p.alpha_prime == 0; });
}

bool Evidence::labels_unmoved_until(int t) const {
  const auto& layers = problem_.parameters.layers;
  return std::all_of(layers.begin(), layers.begin() + t, [](const LayerParameters& p) { return p.gamma_prime == 0; });
}

const Interval& Evidence::own_class_mass(int t) const { return at(t).attention->class_mass[own_class()]; }

Interval Evidence::other_class_mass(int t) const {
  if (!recursion::is_fully_labelled(task())) return 1 - own_class_mass(t);
  Interval sum = exact(0);
  for (int c = 0; c < task().classes; ++c) {
    if (c != own_class()) sum += at(t).attention->class_mass[c];
  }
  return sum;
}

Interval Evidence::class_logit_gap(int t, int c) const {
  const auto& logits = at(t).attention->class_logit;
  return *logits[own_class()] - *logits[c];
}

const std::vector<LeakyBounds>& Evidence::leaky_bounds(Leakage leakage) const {
  auto& slot = leaky_[leakage == Leakage::accounted ? 0 : 1];
  if (!slot) slot = bound_with_leakage(*this, leakage);
  return *slot;
}

const std::vector<Envelope>& Evidence::envelopes(Leakage leakage) const {
  auto& slot = envelopes_[leakage == Leakage::accounted ? 0 : 1];
  if (!slot) slot = envelop(*this, leakage);
  return *slot;
}

}  // namespace margincert::proofs
