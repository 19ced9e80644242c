#pragma once

#include <limits>
#include <span>

#include "numeric/interval.hpp"

namespace margincert::optimise {

/// How good a point is for the adversary. Compared lexicographically: less infeasibility first (so feasible before
/// infeasible), then smaller slack. A NaN in either makes the score the worst there is.
struct Score {
  double infeasibility =
      0;             ///< sum of violated hypothesis margins; 0 when all hold, +inf where quantities do not exist
  double slack = 0;  ///< scaled; < 0 is a violation
};

inline constexpr Score worst_score{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};

/// The same score, NaN made worst and a negative infeasibility made 0.
Score canonical(Score score);
bool is_feasible(const Score& score);
/// A strict weak order: a is strictly better than b.
bool better(const Score& a, const Score& b);
/// What a descent lowers at this point: the slack where feasible, the infeasibility where not.
double descent_value(const Score& score);

/// A closed range of one coordinate, finite ends, lower <= upper. Equal ends fix the coordinate.
struct Bounds {
  double lower, upper;
};

/// What is searched: a slack over a box of real coordinates, inside a domain.
class Landscape {
 public:
  virtual ~Landscape() = default;

  virtual std::span<const Bounds> bounds() const = 0;
  std::size_t dimension() const { return bounds().size(); }

  /// Moves x onto the simple part of the domain (box, unit balls, signs). Idempotent; the result is inside the bounds.
  /// By default the box alone.
  virtual void project(std::span<double> x) const;

  /// Defined at every point of the box, projected or not.
  virtual Score score(std::span<const double> x) = 0;

  /// Also the gradient of descent_value; where there is a kink, any subgradient, where there is none, anything.
  /// By default one-sided differences.
  virtual Score score_with_gradient(std::span<const double> x, std::span<double> gradient);
  /// What score_with_gradient costs, in evaluations of score.
  virtual int gradient_cost() const;

  /// The slack of exactly this point, for points whose slack is below what double resolves.
  virtual numeric::Interval precise_slack(std::span<const double> x, numeric::Precision precision) = 0;
  /// What precise_slack costs, in evaluations of score.
  virtual int precise_cost() const { return 1; }
};

/// Onto the box. A NaN goes to the lower end.
void clamp_into(std::span<const Bounds> bounds, std::span<double> x);

}  // namespace margincert::optimise
