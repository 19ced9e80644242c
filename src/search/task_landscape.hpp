#pragma once

#include <vector>

#include "generators/shrinking.hpp"
#include "search/landscape.hpp"
#include "search/target.hpp"

namespace margincert::search {

/// In which box numbers are varied.
struct Ranges {
  double attention = 16;  ///< |α|, |γ| at most this
  double least_step = 0;  ///< α', γ' from here (from -most_step where step-signs is not required) ...
  double most_step = 2;   ///< ... up to here
  double coordinate = 2;  ///< |x_k| at most this where unit-norm is not required; else 1, and vectors stay in the ball
};

/// The slack of a statement over the coordinates of all points and the probe and, if asked, the layers' parameters, of
/// instances with the labels of a given one.
///
/// Coordinates of x: features row by row, the probe, then α, γ, α', γ' of every layer. `infeasibility` is the sum over
/// the required hypotheses' inequalities of (lesser - greater) / size where that is positive; facts (signs, labels)
/// that do not hold make it infinite. `slack` is the smallest slack / natural_size over layers and parts, comparisons
/// that are equalities by reason left out (0 when there are no others), and those that overflow binary64 (infinite when
/// there are no others).
class TaskLandscape : public Landscape {
 public:
  TaskLandscape(generators::Instance instance, const Target& target, bool vary_parameters, const Ranges& ranges);

  std::span<const Bounds> bounds() const override { return bounds_; }
  void project(std::span<double> x) const override;
  Score score(std::span<const double> x) override;
  /// Forward-mode, recursion::directions_at_once directions in each run of the recursion.
  Score score_with_gradient(std::span<const double> x, std::span<double> gradient) override;
  int gradient_cost() const override;
  numeric::Interval precise_slack(std::span<const double> x, numeric::Precision precision) override;
  /// Enclosures take longer than binary64 by about this factor at least; a budget should know.
  int precise_cost() const override { return 8; }

  std::vector<double> start() const;  ///< the given instance's numbers, projected
  generators::Instance instance_at(std::span<const double> x) const;

 private:
  std::size_t parameters_begin() const { return (points_ + 1) * dimension_; }
  void bound_coordinates(const Ranges& ranges);
  void bound_parameters(const Ranges& ranges);

  generators::Instance instance_;
  const Target& target_;
  std::size_t points_, dimension_;
  bool vary_parameters_;
  std::vector<Bounds> bounds_;
};

}  // namespace margincert::search
