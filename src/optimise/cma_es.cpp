#include "optimise/cma_es.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "optimise/cma_state.hpp"
#include "optimise/unit_box.hpp"

namespace margincert::optimise {
namespace {

constexpr double first_sigma = 0.2;    ///< of the box, around the start
constexpr double restart_sigma = 0.3;  ///< around a point from anywhere
constexpr double least_spread = 1e-15;
/// Generations whose better half differs by rounding only, after which the bottom is reached.
constexpr int most_flat = 10;
constexpr double flatness = 1e-14;
/// Generations without any finite score after which the neighbourhood is given up.
constexpr int most_barren = 3;

/// The zigzag of period 2 that is v on [0, 1]: what lies outside is reflected in.
double folded(double v) {
  const double rest = std::fmod(std::abs(v), 2);
  return rest > 1 ? 2 - rest : rest;
}

/// One run of the strategy, to a stall.
class Strategy {
 public:
  Strategy(Explorer& explorer, const UnitBox& box, generators::Random& random, CmaState state)
      : explorer_(explorer), box_(box), random_(random), state_(std::move(state)) {
    const double generations = 30.0 * static_cast<double>(box.dimension()) / static_cast<double>(state_.population());
    patience_ = 60 + static_cast<int>(std::ceil(generations));
  }

  void run() {
    while (!explorer_.exhausted() && !stalled()) generation();
  }

 private:
  bool stalled() const {
    return state_.is_degenerate() || state_.spread() < least_spread || idle_ > patience_ || flat_ > most_flat ||
           barren_ > most_barren;
  }

  void generation() {
    const auto size = static_cast<std::size_t>(state_.population());
    std::vector<Eigen::VectorXd> points(size);
    std::vector<Score> scores(size);
    for (std::size_t i = 0; i < size; ++i) {
      points[i] = state_.at(normal_vector(box_.dimension(), random_));
      std::vector<double> x = box_.to_point(points[i].unaryExpr(&folded));
      explorer_.project(x);
      scores[i] = explorer_.score(x);
      if (explorer_.exhausted()) return;
    }
    std::vector<std::size_t> order(size);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return better(scores[a], scores[b]); });
    std::vector<Eigen::VectorXd> ranked;
    for (const std::size_t i : order) ranked.push_back(points[i]);
    take_stock(scores[order.front()], scores[order[size / 2]]);
    state_.adapt(ranked);
  }

  void take_stock(const Score& found, const Score& median) {
    idle_ = better(found, best_) ? 0 : idle_ + 1;
    if (idle_ == 0) best_ = found;
    const double span = std::abs(descent_value(median) - descent_value(found));
    flat_ = span <= flatness * std::abs(descent_value(found)) ? flat_ + 1 : 0;
    barren_ = better(found, worst_score) ? 0 : barren_ + 1;
  }

  Explorer& explorer_;
  const UnitBox& box_;
  generators::Random& random_;
  CmaState state_;
  Score best_ = worst_score;
  int patience_;
  int idle_ = 0;
  int flat_ = 0;
  int barren_ = 0;
};

/// Tutorial, equation 48.
Eigen::Index default_population(Eigen::Index n) {
  return 4 + static_cast<Eigen::Index>(3 * std::log(static_cast<double>(n)));
}

/// Twice the last, as long as the budget left pays for some dozen generations of it.
Eigen::Index next_population(Eigen::Index last, const Explorer& explorer, Eigen::Index least) {
  const auto affordable = static_cast<Eigen::Index>(explorer.remaining() / 48);
  return std::max(least, std::min(2 * last, affordable));
}

}  // namespace

void run_cma_es(Explorer& explorer, std::span<const double> start, generators::Random& random) {
  std::vector<double> first(start.begin(), start.end());
  explorer.project(first);
  // The start may be another engine's best; the strategy itself draws around it and need not hit it.
  explorer.score(first);
  const UnitBox box(explorer.bounds());
  if (box.dimension() == 0) return;

  const Eigen::Index least = default_population(box.dimension());
  Eigen::Index population = least;
  CmaState state(box.to_unit(first), first_sigma, population);
  while (!explorer.exhausted()) {
    Strategy(explorer, box, random, state).run();
    population = next_population(population, explorer, least);
    state = CmaState(uniform_vector(box.dimension(), random), restart_sigma, population);
  }
}

}  // namespace margincert::optimise
