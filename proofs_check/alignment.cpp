#include "proofs_check/alignment.hpp"

#include <algorithm>
#include <cmath>

namespace margincert::proofs {
namespace {

constexpr std::int64_t whole = std::int64_t{1} << 30;

/// p in units of 2^-30. An enclosure of a mass may stick out of [0, 1], the mass does not.
std::int64_t rounded_mass(const Interval& p) {
  return std::clamp<std::int64_t>(std::llround(std::clamp(p.mid_double(), 0.0, 1.0) * whole), 0, whole);
}

/// No tasks where something does not exist or failed.
LayerAlignment alignment_at(const Evidence& evidence, int t) {
  const auto& seen = evidence.at(t);
  if (!seen.geometric_margin || !seen.label_difference) return {};
  const Interval &margin = *seen.geometric_margin, &label_margin = seen.label_difference->min;
  if (margin.is_poisoned() || label_margin.is_poisoned()) return {};
  LayerAlignment one{1, is_positive(margin) == Truth::yes, is_positive(label_margin) == Truth::yes};
  if (seen.attention) {
    const Interval& mass = evidence.own_class_mass(t);
    if (!mass.is_finite()) return {};
    one.own_mass = rounded_mass(mass);
    one.own_mass_squares = (one.own_mass * one.own_mass + whole / 2) / whole;
  }
  return one;
}

/// Of margins that exist: are their signs certain, and the mass known to its unit?
bool is_certain(const Evidence& evidence, int t) {
  const auto& seen = evidence.at(t);
  const bool known = !seen.attention || width(evidence.own_class_mass(t)).hi_double() <= 1.0 / whole;
  return known && is_positive(*seen.geometric_margin) != Truth::unknown &&
         is_positive(seen.label_difference->min) != Truth::unknown;
}

}  // namespace

LayerAlignment& LayerAlignment::operator+=(const LayerAlignment& other) {
  tasks += other.tasks;
  margin_positive += other.margin_positive;
  label_margin_positive += other.label_margin_positive;
  own_mass += other.own_mass;
  own_mass_squares += other.own_mass_squares;
  return *this;
}

void add(Alignment& sum, const Alignment& other) {
  if (sum.size() < other.size()) sum.resize(other.size());
  for (std::size_t t = 0; t < other.size(); ++t) sum[t] += other[t];
}

void AlignmentObserver::see(const Evidence& evidence) {
  layers_.resize(evidence.depth() + 1);
  settled_.resize(evidence.depth() + 1);
  for (int t = 0; t <= evidence.depth(); ++t) {
    if (settled_[t]) continue;
    const LayerAlignment seen = alignment_at(evidence, t);
    if (seen.tasks == 0) continue;
    layers_[t] = seen;
    settled_[t] = is_certain(evidence, t);
  }
}

}  // namespace margincert::proofs
