#include "transformer/ranking.hpp"

#include <algorithm>

namespace margincert::transformer {
namespace {

using numeric::Interval;

Ranking rank_by(const std::vector<Candidate>& candidates, Quantity quantity) {
  Ranking ranking{quantity, {}, std::nullopt};
  for (const Candidate& candidate : candidates) {
    ranking.places.push_back({candidate.name, *candidate.summary.residual[quantity]});
  }
  if (ranking.places.size() > 1 && !ranking.places[0].residual.is_zero()) {
    Interval best_other = ranking.places[1].residual;
    for (std::size_t k = 2; k < ranking.places.size(); ++k) best_other = min(best_other, ranking.places[k].residual);
    ranking.factor = best_other / ranking.places[0].residual;
  }
  std::ranges::stable_sort(ranking.places, [](const Place& a, const Place& b) {
    if (a.residual.is_poisoned() || b.residual.is_poisoned()) return !a.residual.is_poisoned();  // the last
    return mpfr_less_p(a.residual.hi(), b.residual.hi()) != 0;
  });
  return ranking;
}

}  // namespace

std::vector<Ranking> rank(const std::vector<Candidate>& candidates, const std::vector<Quantity>& by) {
  std::vector<Ranking> rankings;
  for (const Quantity quantity : by) {
    const bool all_have_it = std::ranges::all_of(
        candidates, [&](const Candidate& candidate) { return candidate.summary.residual[quantity].has_value(); });
    if (all_have_it && !candidates.empty()) rankings.push_back(rank_by(candidates, quantity));
  }
  return rankings;
}

}  // namespace margincert::transformer
