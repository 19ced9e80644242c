#include "generators/dominance.hpp"

#include <optional>

namespace margincert::generators {
namespace {

using numeric::Interval;

// Inner products of binary64 vectors are all but exact at this width. Two sides of H5 that agree to nearly as many bits
// would come out as unknown, which the family takes for "not met"; no verdict rests on it.
constexpr numeric::Precision precision{256};

std::vector<Interval> exact(std::span<const double> x) {
  std::vector<Interval> result;
  for (const double coordinate : x) result.push_back(Interval::exact(coordinate, precision));
  return result;
}

/// min over same-class products - max over different-class products, gathered one product at a time.
class ClassGap {
 public:
  void see(const Interval& product, bool same_class) {
    if (same_class) {
      least_same_ = least_same_ ? min(*least_same_, product) : product;
    } else {
      greatest_cross_ = greatest_cross_ ? max(*greatest_cross_, product) : product;
    }
  }
  Interval value() const { return least_same_.value() - greatest_cross_.value(); }

 private:
  std::optional<Interval> least_same_;
  std::optional<Interval> greatest_cross_;
};

/// ρ_0 - Λ_0, over pairs of training points, i = j included.
Interval separation(const std::vector<std::vector<Interval>>& points, const recursion::Task& task) {
  ClassGap gap;
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) gap.see(dot(points[i], points[j]), task.labels[i] == task.labels[j]);
  }
  return gap.value();
}

Interval rivals_per_friend(const recursion::Task& task) {
  const int friends = class_sizes(task)[task.probe_class];
  return Interval::ratio(task.points() - friends, friends, precision);
}

std::vector<std::vector<Interval>> exact_points(const recursion::Task& task) {
  std::vector<std::vector<Interval>> points;
  for (std::size_t i = 0; i < task.features.rows(); ++i) points.push_back(exact(task.features[i]));
  return points;
}

}  // namespace

Dominance::Dominance(const recursion::Task& task, double alpha)
    : points_(exact_points(task)),
      separation_(separation(points_, task)),
      rivals_per_friend_(rivals_per_friend(task)),
      alpha_(Interval::exact(alpha, precision)) {
  for (const auto& label : task.labels) shares_probe_class_.push_back(label == task.probe_class);
}

numeric::Truth Dominance::holds_for(std::span<const double> probe) const {
  return is_less_equal(2 * rivals_per_friend_ * exp(-(alpha_ * geometric_margin(probe))), separation_);
}

/// Δ_0 = R_0 - L_0, over the inner products of the probe with the training points.
Interval Dominance::geometric_margin(std::span<const double> probe) const {
  const std::vector<Interval> exact_probe = exact(probe);
  ClassGap gap;
  for (std::size_t j = 0; j < points_.size(); ++j) gap.see(dot(exact_probe, points_[j]), shares_probe_class_[j]);
  return gap.value();
}

}  // namespace margincert::generators
