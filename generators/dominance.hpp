#pragma once

#include <span>

#include "generators/class_gap.hpp"
#include "numeric/interval.hpp"
#include "recursion/task.hpp"

namespace margincert::generators {

/// The dominance hypothesis H5 of a fully labelled task at layer 0, as a function of the probe (Δ_y^0 = 0):
///     ρ_0 - Λ_0 >= 2 Σ_{c≠c*} (n_c / n_c*) exp(-α_0 Δ_0)
/// Needs a training point of the probe's class and one of another.
class Dominance {
 public:
  Dominance(const recursion::Task& task, double alpha);

  /// Decided by enclosures, so `yes` and `no` are facts about the task as it stands.
  numeric::Truth holds_for(std::span<const double> probe) const;

 private:
  MarginOfProbe geometric_margin_;
  numeric::Interval separation_;         ///< ρ_0 - Λ_0
  numeric::Interval rivals_per_friend_;  ///< Σ_{c≠c*} n_c / n_c*
  numeric::Interval alpha_;
};

}  // namespace margincert::generators
