#include "reproduction/certified.hpp"

#include <cmath>
#include <limits>

#include "transformer/dynamics.hpp"

namespace margincert::reproduction {
namespace {

using numeric::Ball;
using numeric::Interval;
using numeric::Precision;
using recursion::QueryView;
using recursion::State;
using recursion::Task;
using transformer::Arithmetic;

constexpr double infinity = std::numeric_limits<double>::infinity();

Ends ends_of(const Interval& x) {
  if (x.is_poisoned()) return {-infinity, infinity};
  return {x.lo_double(), x.hi_double()};
}
Ends ends_of(const Ball& x) { return ends_of(x.to_interval(Precision(128))); }

template <class S>
struct LayerAttention {
  S alignment, largest_leakage, mean_leakage;
};

/// Sees every query of one layer go by.
template <Arithmetic A>
class AttentionWatch {
 public:
  using S = typename A::Scalar;

  AttentionWatch(const Task& task, const A& arithmetic)
      : task_(task), arithmetic_(arithmetic), alignment_(zero()), largest_(zero()), total_(zero()) {}

  void see(const QueryView<S>& view) {
    const bool is_probe = view.query == task_.labels.size();
    if (is_probe) {
      const long of_class = recursion::class_sizes(task_)[task_.probe_class];
      alignment_ = mass(view, [&](const auto& label) { return label == task_.probe_class; }) -
                   arithmetic_.ratio(of_class, task_.points());
    } else if (const auto own = task_.labels[view.query]) {
      using std::max;
      const S leakage = mass(view, [&](const auto& label) { return label != own; });
      largest_ = max(largest_, leakage);
      total_ += leakage;
      ++labelled_;
    }
  }

  LayerAttention<S> take() const {
    return {alignment_, largest_, labelled_ == 0 ? zero() : total_ * arithmetic_.ratio(1, labelled_)};
  }

 private:
  S zero() const { return arithmetic_.exact(0); }

  /// Σ A_ij over the training points i whose label is counted.
  template <class Counts>
  S mass(const QueryView<S>& view, const Counts& counts) const {
    S sum = zero();
    for (std::size_t k = 0; k < view.attention.keys.size(); ++k) {
      if (counts(task_.labels[view.attention.keys[k]])) sum += view.attention.exponentials[k];
    }
    return sum / view.attention.normaliser;
  }

  const Task& task_;
  const A& arithmetic_;
  S alignment_, largest_, total_;
  long labelled_ = 0;
};

/// Δ_y = min over c≠c* of y_{*,c*} - y_{*,c}
template <class S>
S label_margin(const Task& task, const State<S>& z) {
  using std::min;
  const auto label = z.labels[z.probe()];
  std::optional<S> margin;
  for (int c = 0; c < task.classes; ++c) {
    if (c == task.probe_class) continue;
    const S lead = label[task.probe_class] - label[c];
    margin = margin ? S(min(*margin, lead)) : lead;
  }
  return *margin;
}

template <class D, Arithmetic A, class S = typename A::Scalar>
CertifiedTrajectory certify_with(const Task& task, const D& dynamics, const A& arithmetic) {
  State<S> z = recursion::initial_state(task, arithmetic);
  CertifiedTrajectory trajectory;
  for (int t = 0; t < dynamics.depth(); ++t) {
    trajectory.label_margin.push_back(ends_of(label_margin(task, z)));
    AttentionWatch<A> watch(task, arithmetic);
    z = dynamics.next(z, t, arithmetic, [&](const QueryView<S>& view) { watch.see(view); });
    const LayerAttention<S> seen = watch.take();
    trajectory.attention.push_back(
        {ends_of(seen.alignment), ends_of(seen.largest_leakage), ends_of(seen.mean_leakage)});
  }
  trajectory.label_margin.push_back(ends_of(label_margin(task, z)));
  return trajectory;
}

bool is_bounded(const Ends& ends) { return std::isfinite(ends.lo) && std::isfinite(ends.hi); }

bool is_bounded(const CertifiedTrajectory& trajectory) {
  for (const Ends& margin : trajectory.label_margin) {
    if (!is_bounded(margin)) return false;
  }
  for (const CertifiedAttention& layer : trajectory.attention) {
    if (!is_bounded(layer.alignment) || !is_bounded(layer.mean_leakage)) return false;
  }
  return true;
}

template <class D>
CertifiedTrajectory certify_dynamics(const Task& task, const D& dynamics) {
  CertifiedTrajectory with_balls = certify_with(task, dynamics, recursion::BallArithmetic());
  if (is_bounded(with_balls)) return with_balls;
  return certify_with(task, dynamics, recursion::IntervalArithmetic(Precision(256)));
}

}  // namespace

CertifiedTrajectory certify(const Task& task, const transformer::Weights& weights) {
  return certify_dynamics(task, transformer::TransformerDynamics{weights});
}

CertifiedTrajectory certify(const Task& task, const recursion::Parameters& parameters) {
  return certify_dynamics(task, transformer::RecursionDynamics{parameters});
}

/// Each end is one subtraction to nearest and then one step outward, which is past the exact difference.
Ends difference(const Ends& b, const Ends& a) {
  return {std::nextafter(b.lo - a.hi, -infinity), std::nextafter(b.hi - a.lo, infinity)};
}

}  // namespace margincert::reproduction
