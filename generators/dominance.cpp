#include "generators/dominance.hpp"

namespace margincert::generators {
namespace {

using numeric::Interval;

constexpr numeric::Precision precision{256};

/// ρ_0 - Λ_0 of the task as it stands: any point may be the one that stays where it is.
Interval separation(const recursion::Task& task) { return SeparationOfPoint(task, 0).at(task.features[0]); }

Interval rivals_per_friend(const recursion::Task& task) {
  const int friends = class_sizes(task)[task.probe_class];
  return Interval::ratio(task.points() - friends, friends, precision);
}

}  // namespace

Dominance::Dominance(const recursion::Task& task, double alpha)
    : geometric_margin_(task),
      separation_(separation(task)),
      rivals_per_friend_(rivals_per_friend(task)),
      alpha_(Interval::exact(alpha, precision)) {}

numeric::Truth Dominance::holds_for(std::span<const double> probe) const {
  return is_less_equal(2 * rivals_per_friend_ * exp(-(alpha_ * geometric_margin_.at(probe))), separation_);
}

}  // namespace margincert::generators
