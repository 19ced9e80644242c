#include "search/restart.hpp"

#include <algorithm>
#include <cmath>

namespace margincert::search {
namespace {

using generators::Random;
using optimise::Explorer, optimise::find_engine;
using proofs::Outcome;

/// Draws among which a restart picks its start.
constexpr std::size_t draws_per_restart = 8;

/// The best point of a restart so far, wherever it came from.
struct BestPoint {
  std::optional<Draw> draw;
  Score score = worst_score;
};

/// Binary64 overflowed wherever it went, so that only the ladder can tell what the best point is worth.
bool is_unknown(const Score& best) { return !std::isfinite(best.infeasibility) || !std::isfinite(best.slack); }

class Runner {
 public:
  Runner(const Request& request, const std::vector<std::string>& engines) : request_(request), engines_(engines) {}

  Restart run(std::uint64_t index, std::size_t budget) const {
    Random random(request_.seed, "search/" + request_.target.statement->id, index);
    Restart restart;
    restart.engine = index % engines_.size();
    const std::string& id = engines_[restart.engine];
    const std::size_t draws = id == unguided ? budget : std::min(budget, draws_per_restart);
    BestPoint best = best_of_draws(draws, restart, random);
    if (best.draw && id != unguided) explore(*find_engine(id), budget - draws, best, restart, random);
    const bool is_worth_asking = is_feasible(restart.best) || is_unknown(restart.best);
    if (best.draw && is_worth_asking) settle(best, index, restart);
    return restart;
  }

 private:
  BestPoint best_of_draws(std::size_t draws, Restart& restart, Random& random) const {
    BestPoint best;
    for (std::size_t k = 0; k < draws; ++k) {
      Draw draw = draw_instance(request_.sources, request_.target, random);
      TaskLandscape landscape = landscape_of(draw);
      const std::vector<double> x = landscape.start();
      const Score score = landscape.score(x);
      ++restart.evaluations;
      note(score, restart);
      if (best.draw && !better(score, best.score)) continue;
      draw.instance = landscape.instance_at(x);
      best = {std::move(draw), score};
    }
    return best;
  }

  void explore(const Engine& engine, std::size_t budget, BestPoint& best, Restart& restart, Random& random) const {
    TaskLandscape landscape = landscape_of(*best.draw);
    Explorer explorer(landscape, budget, resolution);
    engine.run(explorer, landscape.start(), random);
    const std::size_t before = restart.evaluations;
    restart.evaluations += explorer.used();
    restart.outside += explorer.outside();
    for (const Improvement& step : explorer.trace()) {
      if (better(step.score, restart.best)) {
        restart.best = step.score;
        restart.trace.push_back({before + step.evaluation, step.score});
      }
    }
    if (!restart.first_violation && explorer.first_violation()) {
      restart.first_violation = before + *explorer.first_violation();
    }
    if (explorer.best()) best.draw->instance = landscape.instance_at(explorer.best()->x);
  }

  /// What the ladder says of the best point.
  void settle(const BestPoint& best, std::uint64_t index, Restart& restart) const {
    const proofs::Verdict verdict = certify(best.draw->instance, request_.target);
    const bool looked_violated = restart.first_violation.has_value();
    const bool is_left_open = verdict.outcome == Outcome::undecided || verdict.outcome == Outcome::error;
    restart.open = is_left_open && (looked_violated || is_unknown(restart.best));
    restart.false_alarm = looked_violated && !restart.open && verdict.outcome != Outcome::violated;
    if (verdict.outcome != Outcome::violated) restart.first_violation.reset();
    if (verdict.outcome == Outcome::violated && !restart.first_violation) restart.first_violation = restart.evaluations;
    const bool decided = verdict.outcome == Outcome::violated || verdict.outcome == Outcome::holds;
    if (!decided && !restart.open) return;
    (decided ? restart.witness : restart.undecided) =
        Witness{best.draw->instance, verdict, engines_[restart.engine], best.draw->family, index, 0, ""};
  }

  static void note(const Score& score, Restart& restart) {
    if (!better(score, restart.best)) return;
    restart.best = score;
    restart.trace.push_back({restart.evaluations, score});
    if (!restart.first_violation && is_feasible(score) && score.slack < -resolution) {
      restart.first_violation = restart.evaluations;
    }
  }

  TaskLandscape landscape_of(const Draw& draw) const {
    return {draw.instance, request_.target, request_.vary_parameters, request_.ranges};
  }

  const Request& request_;
  const std::vector<std::string>& engines_;
};

}  // namespace

Restart run_restart(const Request& request, const std::vector<std::string>& engines, std::uint64_t index,
                    std::size_t budget) {
  return Runner(request, engines).run(index, budget);
}

}  // namespace margincert::search
