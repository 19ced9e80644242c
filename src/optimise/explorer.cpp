#include "optimise/explorer.hpp"

#include <algorithm>
#include <cmath>

namespace margincert::optimise {

using numeric::Interval;
using numeric::Truth;

bool better(const PreciseScore& a, const PreciseScore& b) {
  if (a.infeasibility != b.infeasibility) return a.infeasibility < b.infeasibility;
  if (a.slack.is_poisoned()) return false;
  return b.slack.is_poisoned() || is_less(a.slack, b.slack) == Truth::yes;
}

Explorer::Explorer(Landscape& landscape, std::size_t budget, double resolution)
    : landscape_(landscape), budget_(budget), resolution_(resolution) {}

bool Explorer::is_below_resolution(const Score& score) const {
  return is_feasible(score) && std::abs(score.slack) < resolution_;
}

bool Explorer::charge(int cost) {
  const auto needed = static_cast<std::size_t>(std::max(cost, 1));
  if (refused_ || needed > remaining()) {
    refused_ = true;
    return false;
  }
  used_ += needed;
  return true;
}

std::span<const double> Explorer::inside(std::span<const double> x) {
  const auto box = bounds();
  bool is_inside = true;
  for (std::size_t i = 0; i < x.size(); ++i) is_inside = is_inside && x[i] >= box[i].lower && x[i] <= box[i].upper;
  if (is_inside) return x;
  ++outside_;
  clamped_.assign(x.begin(), x.end());
  clamp_into(box, clamped_);
  return clamped_;
}

Score Explorer::score(std::span<const double> x) {
  if (!charge(1)) return worst_score;
  const auto point = inside(x);
  const Score found = canonical(landscape_.score(point));
  consider(point, found, nullptr);
  return found;
}

Score Explorer::score_with_gradient(std::span<const double> x, std::span<double> gradient) {
  std::ranges::fill(gradient, 0.0);
  if (!charge(gradient_cost())) return worst_score;
  const auto point = inside(x);
  const Score found = canonical(landscape_.score_with_gradient(point, gradient));
  consider(point, found, nullptr);
  return found;
}

PreciseScore Explorer::precise_score(std::span<const double> x, numeric::Precision precision) {
  const Score rough = score(x);
  PreciseScore found{rough.infeasibility, Interval::poisoned(precision)};
  if (!is_feasible(rough)) return found;
  if (charge(landscape_.precise_cost())) {
    const auto point = inside(x);
    found.slack = landscape_.precise_slack(point, precision);
    consider(point, rough, &found.slack);
  }
  if (found.slack.is_poisoned()) found.infeasibility = worst_score.infeasibility;
  return found;
}

void Explorer::consider(std::span<const double> x, Score score, const Interval* precise) {
  if (precise && precise->is_poisoned()) return;
  const bool violates =
      is_feasible(score) && (precise ? is_positive(-*precise) == Truth::yes : score.slack < -resolution_);
  if (violates && !first_violation_) first_violation_ = used_;

  if (precise) {
    score.slack = precise->hi_double();
  } else if (is_below_resolution(score)) {
    score.slack = resolution_;
  }
  if (!improves(score, precise)) return;
  best_ = Sample{used_, {x.begin(), x.end()}, score, precise ? std::optional(*precise) : std::nullopt};
  trace_.push_back({used_, score});
}

bool Explorer::improves(const Score& known, const Interval* precise) const {
  if (!best_) return true;
  if (precise && best_->precise) return is_less(*precise, *best_->precise) == Truth::yes;
  return better(known, best_->score);
}

}  // namespace margincert::optimise
