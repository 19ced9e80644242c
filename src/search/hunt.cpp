#include "search/hunt.hpp"

#include <mpfr.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "replay/replay.hpp"
#include "search/engine.hpp"

namespace margincert::search {
namespace {

using generators::Random;
using proofs::Outcome;

/// Draws among which a restart picks its start.
constexpr std::size_t draws_per_restart = 8;

struct Restart {
  std::size_t engine = 0;  ///< index into the request's engines
  std::size_t evaluations = 0, outside = 0;
  Score best = worst_score;
  std::optional<std::size_t> first_violation;
  std::vector<Improvement> trace;
  std::optional<Witness> witness;  ///< the best point, where the ladder decided
  bool false_alarm = false;
};

/// The best point of a restart so far, wherever it came from.
struct BestPoint {
  std::optional<Draw> draw;
  Score score = worst_score;
};

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
    if (best.draw && is_feasible(restart.best)) settle(best, index, restart);
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
    restart.false_alarm = restart.first_violation && verdict.outcome != Outcome::violated;
    if (restart.false_alarm) restart.first_violation.reset();
    if (verdict.outcome == Outcome::violated && !restart.first_violation) restart.first_violation = restart.evaluations;
    if (verdict.outcome != Outcome::violated && verdict.outcome != Outcome::holds) return;
    restart.witness = Witness{best.draw->instance, verdict, engines_[restart.engine], best.draw->family, index, 0, ""};
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

/// How the budget is cut: every engine in turn, with short restarts, then with ones four and sixteen times as long, and
/// again. Some starts lead nowhere and want many tries, others lead far and want time; which is which nobody knows.
class RestartBudgets {
 public:
  RestartBudgets(std::size_t budget, std::size_t engines)
      : left_(budget), engines_(engines), unit_(std::clamp(budget / (engines * cycles * 21), shortest, longest)) {}

  /// The budgets of the next restarts, at most `count` of them; none when all is spent.
  std::vector<std::size_t> next(std::size_t count) {
    constexpr std::size_t lengths[] = {1, 4, 16};
    std::vector<std::size_t> budgets;
    for (; budgets.size() < count && left_ > 0; ++restart_) {
      budgets.push_back(std::min(left_, unit_ * lengths[restart_ / engines_ % std::size(lengths)]));
      left_ -= budgets.back();
    }
    return budgets;
  }

 private:
  static constexpr std::size_t shortest = 100, longest = 1000, cycles = 3;
  std::size_t left_, engines_, unit_, restart_ = 0;
};

/// Joins restarts, in order, into the result.
class Fold {
 public:
  Fold(const Request& request, const std::vector<std::string>& engines, const Watch& watch)
      : request_(request), watch_(watch) {
    for (const std::string& id : engines) {
      result_.engines.emplace_back();
      result_.engines.back().id = id;
    }
  }

  void add(Restart restart) {
    EngineRecord& record = result_.engines[restart.engine];
    for (const Improvement& step : restart.trace) {
      if (better(step.score, record.best)) {
        record.best = step.score;
        record.trace.push_back({record.evaluations + step.evaluation, step.score});
      }
    }
    if (!record.first_violation && restart.first_violation) {
      record.first_violation = record.evaluations + *restart.first_violation;
    }
    record.evaluations += restart.evaluations;
    record.outside += restart.outside;
    ++record.restarts;
    result_.evaluations += restart.evaluations;
    result_.false_alarms += restart.false_alarm ? 1 : 0;
    if (restart.witness) consider(*std::move(restart.witness));
    if (watch_.on_progress) watch_.on_progress(result_.evaluations);
  }

  Result& result() { return result_; }

 private:
  void consider(Witness witness) {
    witness.evaluations = result_.evaluations;
    if (witness.verdict.outcome == Outcome::violated) {
      if (result_.worst && scaled_slack(result_.worst->verdict) <= scaled_slack(witness.verdict)) return;
      witness.kind = "worst";
      witness = snapped(std::move(witness), request_.target, request_.freedom());
      // Shorter numbers may cost what it was ahead by; then the one before stays.
      if (result_.worst && scaled_slack(result_.worst->verdict) <= scaled_slack(witness.verdict)) return;
      result_.worst = std::move(witness);
      if (watch_.on_worse) watch_.on_worse(*result_.worst);
    } else if (witness.verdict.tightest_ratio &&
               (!result_.tightest || *witness.verdict.tightest_ratio < *result_.tightest->verdict.tightest_ratio)) {
      witness.kind = "tightest";
      const files::Case file = to_case(witness, request_.target, "search", request_.seed);
      if (replay::replay(file).decision == replay::Decision::accepted) result_.tightest = std::move(witness);
    }
  }

  const Request& request_;
  const Watch& watch_;
  Result result_;
};

/// Runs restarts from `first` on, on several threads; a restart not begun before a stop stays empty.
std::vector<std::optional<Restart>> run_block(const Runner& runner, const std::vector<std::size_t>& budgets,
                                              std::uint64_t first, int jobs, const std::function<bool()>& stopped) {
  const std::size_t count = budgets.size();
  std::vector<std::optional<Restart>> slots(count);
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    for (std::size_t k = next++; k < count && !stopped(); k = next++) {
      try {
        slots[k] = runner.run(first + k, budgets[k]);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        next = count;
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int j = 1; j < jobs; ++j) {
      threads.emplace_back([&] {
        work();
        mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE);
      });
    }
    work();
  }
  if (failure) std::rethrow_exception(failure);
  return slots;
}

}  // namespace

std::vector<std::string> engine_ids() {
  std::vector<std::string> ids{unguided};
  for (const Engine& engine : engines()) ids.push_back(engine.id);
  return ids;
}

Result hunt(const Request& request, const Watch& watch) {
  const std::vector<std::string> engines = request.engines.empty() ? engine_ids() : request.engines;
  RestartBudgets budgets(request.budget, engines.size());
  const Runner runner(request, engines);
  const auto stopped = [&] { return watch.stop && watch.stop(); };
  Fold fold(request, engines, watch);
  const std::size_t block_size = 4 * static_cast<std::size_t>(std::max(1, request.jobs));
  bool cut_short = false;
  std::uint64_t first = 0;
  for (auto block = budgets.next(block_size); !block.empty() && !cut_short; block = budgets.next(block_size)) {
    for (auto& restart : run_block(runner, block, first, request.jobs, stopped)) {
      if (!restart) {
        cut_short = true;
        break;
      }
      fold.add(*std::move(restart));
    }
    first += block.size();
  }
  Result& result = fold.result();
  result.complete = !cut_short;
  return std::move(result);
}

}  // namespace margincert::search
