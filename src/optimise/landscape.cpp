#include "optimise/landscape.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace margincert::optimise {

Score canonical(Score score) {
  if (std::isnan(score.infeasibility) || std::isnan(score.slack)) return worst_score;
  return {std::max(score.infeasibility, 0.0), score.slack};
}

bool is_feasible(const Score& score) { return canonical(score).infeasibility == 0; }

bool better(const Score& a, const Score& b) {
  const Score left = canonical(a);
  const Score right = canonical(b);
  if (left.infeasibility != right.infeasibility) return left.infeasibility < right.infeasibility;
  return left.slack < right.slack;
}

double descent_value(const Score& score) {
  const Score known = canonical(score);
  return known.infeasibility == 0 ? known.slack : known.infeasibility;
}

void clamp_into(std::span<const Bounds> bounds, std::span<double> x) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    // Written so that a NaN, which compares false, ends inside as well.
    x[i] = x[i] > bounds[i].lower ? std::min(x[i], bounds[i].upper) : bounds[i].lower;
  }
}

void Landscape::project(std::span<double> x) const { clamp_into(bounds(), x); }

int Landscape::gradient_cost() const { return 1 + static_cast<int>(dimension()); }

/// (f(x + h e_i) - f(x)) / h with h = 2^-26 of the coordinate's range: near the square root of double's rounding unit,
/// where truncation and rounding balance. Steps point into the box. f is slack or infeasibility as x itself has it,
/// also where the neighbour is of the other kind: on the edge of the feasible set the slack's slope is needed most.
Score Landscape::score_with_gradient(std::span<const double> x, std::span<double> gradient) {
  const Score here = canonical(score(x));
  const auto part = is_feasible(here) ? &Score::slack : &Score::infeasibility;
  std::vector<double> moved(x.begin(), x.end());
  const auto box = bounds();
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double range = box[i].upper - box[i].lower;
    moved[i] = x[i] + std::ldexp(x[i] - box[i].lower > range / 2 ? -range : range, -26);
    const double slope = (score(moved).*part - here.*part) / (moved[i] - x[i]);
    gradient[i] = std::isfinite(slope) ? slope : 0;
    moved[i] = x[i];
  }
  return here;
}

}  // namespace margincert::optimise
