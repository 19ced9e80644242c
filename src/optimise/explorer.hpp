#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "optimise/landscape.hpp"

namespace margincert::optimise {

/// A score whose slack is enclosed; poisoned where it was not computed, that is at infeasible points. A feasible point
/// whose slack could not be enclosed has infeasibility +inf.
struct PreciseScore {
  double infeasibility;
  numeric::Interval slack;
};

/// Strictly better, and certain of it: enclosures that overlap are not ordered.
bool better(const PreciseScore& a, const PreciseScore& b);

/// A point found and what is known of it.
///
/// `score` is what the point is known to reach. A double slack within the resolution of 0 is known only to be at most
/// the resolution, and an enclosed slack to be at most its upper end.
struct Sample {
  std::size_t evaluation = 0;  ///< how many evaluations had been spent, this one included
  std::vector<double> x;
  Score score;
  std::optional<numeric::Interval> precise;
};

/// A step of the trace: when the best improved, and to what.
struct Improvement {
  std::size_t evaluation;
  Score score;
};

/// What an engine sees of a landscape: evaluations against a budget, and the memory of the best point.
///
/// Budget. A call that would exceed it is refused: the landscape is not asked, the answer is worst_score, and
/// exhausted() is true from then on. An engine that asks exhausted() in its loops therefore ends.
/// Resolution. Feasible double slacks in (-resolution, resolution) are noise: none improves on another, and none counts
/// as a violation. Only precise_score resolves them. A resolution of 0 trusts doubles throughout.
class Explorer {
 public:
  Explorer(Landscape& landscape, std::size_t budget, double resolution);

  std::size_t dimension() const { return landscape_.dimension(); }
  std::span<const Bounds> bounds() const { return landscape_.bounds(); }
  int gradient_cost() const { return landscape_.gradient_cost(); }
  double resolution() const { return resolution_; }
  /// True of feasible double scores that only a precise evaluation can tell apart.
  bool is_below_resolution(const Score& score) const;
  void project(std::span<double> x) const { landscape_.project(x); }

  Score score(std::span<const double> x);
  Score score_with_gradient(std::span<const double> x, std::span<double> gradient);
  /// The double score and, where that is feasible, the enclosed slack.
  PreciseScore precise_score(std::span<const double> x, numeric::Precision precision);

  bool exhausted() const { return refused_ || used_ == budget_; }
  std::size_t used() const { return used_; }
  std::size_t remaining() const { return budget_ - used_; }

  /// Empty until something was evaluated.
  const std::optional<Sample>& best() const { return best_; }
  /// Scores never get worse along it; enclosures may improve by less than doubles show.
  const std::vector<Improvement>& trace() const { return trace_; }
  /// The evaluations spent when a feasible point first had a slack < -resolution, or an enclosure entirely below 0.
  std::optional<std::size_t> first_violation() const { return first_violation_; }
  /// Calls with a point outside the bounds (or NaN). Each was clamped; a correct engine makes none.
  std::size_t outside() const { return outside_; }

 private:
  bool charge(int cost);
  std::span<const double> inside(std::span<const double> x);
  void consider(std::span<const double> x, Score score, const numeric::Interval* precise);
  bool improves(const Score& known, const numeric::Interval* precise) const;

  Landscape& landscape_;
  std::size_t budget_;
  double resolution_;
  std::size_t used_ = 0;
  std::size_t outside_ = 0;
  bool refused_ = false;
  std::optional<Sample> best_;
  std::vector<Improvement> trace_;
  std::optional<std::size_t> first_violation_;
  std::vector<double> clamped_;
};

}  // namespace margincert::optimise
