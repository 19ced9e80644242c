#include "search/hunt.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "numeric/parallel.hpp"
#include "numeric/stop.hpp"
#include "replay/replay.hpp"
#include "search/restart.hpp"

namespace margincert::search {
namespace {

using proofs::Outcome;

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
  Fold(const Request& request, const std::vector<std::string>& engines, const numeric::RunControl& control,
       const OnWorse& on_worse)
      : request_(request), control_(control), on_worse_(on_worse) {
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
    result_.decided += restart.witness ? 1 : 0;
    result_.open += restart.open ? 1 : 0;
    result_.false_alarms += restart.false_alarm ? 1 : 0;
    if (restart.undecided && !result_.undecided) result_.undecided = std::move(restart.undecided);
    if (restart.witness) consider(*std::move(restart.witness));
    control_.show({request_.target.statement->id, result_.evaluations, request_.budget, "evaluations"});
  }

  Result& result() { return result_; }

 private:
  void consider(Witness witness) {
    witness.evaluations = result_.evaluations;
    if (witness.verdict.outcome == Outcome::violated) {
      consider_violation(std::move(witness));
    } else if (request_.keep_tightest && witness.verdict.tightest_ratio &&
               (!result_.tightest || *witness.verdict.tightest_ratio < *result_.tightest->verdict.tightest_ratio)) {
      consider_tight(std::move(witness));
    }
  }

  bool is_no_worse(const Witness& witness) const {
    return result_.worst && scaled_slack(result_.worst->verdict) <= scaled_slack(witness.verdict);
  }

  void consider_violation(Witness witness) {
    if (is_no_worse(witness)) return;
    witness.kind = "worst";
    try {
      witness = snapped(witness, request_.target, request_.freedom());
    } catch (const numeric::Stopped&) {  // it stays as it was found
    }
    // Shorter numbers may cost what it was ahead by; then the one before stays.
    if (is_no_worse(witness)) return;
    result_.worst = std::move(witness);
    if (on_worse_) on_worse_(*result_.worst);
  }

  /// One that a stop leaves without a replay is not kept.
  void consider_tight(Witness witness) try {
    witness.kind = "tightest";
    const files::Case file = to_case(witness, request_.target, "search", request_.seed);
    const replay::Replay again = replay::replay(file);
    if (again.decision == replay::Decision::rejected) {
      throw proofs::Contradiction(fmt::format("{}: Arb and the ladder contradict each other on restart {}: {}",
                                              file.statement, witness.restart, again.reason));
    }
    if (again.decision == replay::Decision::accepted) result_.tightest = std::move(witness);
  } catch (const numeric::Stopped&) {
  }

  const Request& request_;
  const numeric::RunControl& control_;
  const OnWorse& on_worse_;
  Result result_;
};

/// Runs restarts from `first` on, on several threads; a restart that did not end before a stop stays empty.
std::vector<std::optional<Restart>> run_block(const Request& request, const std::vector<std::string>& engines,
                                              const std::vector<std::size_t>& budgets, std::uint64_t first,
                                              const numeric::RunControl& control) {
  const std::size_t count = budgets.size();
  std::vector<std::optional<Restart>> slots(count);
  numeric::for_each_index_until_stopped(
      count, control.thread_count(), [&] { return control.asked_to_stop(); },
      [&](std::uint64_t k) { slots[k] = run_restart(request, engines, first + k, budgets[k]); });
  return slots;
}

}  // namespace

std::vector<std::string> engine_ids() {
  std::vector<std::string> ids{unguided};
  for (const Engine& engine : engines()) ids.push_back(engine.id);
  return ids;
}

Result hunt(const Request& request, const numeric::RunControl& control, const OnWorse& on_worse) {
  const numeric::RunControl run = control.started();
  const std::vector<std::string> engines = request.engines.empty() ? engine_ids() : request.engines;
  RestartBudgets budgets(request.budget, engines.size());
  Fold fold(request, engines, run, on_worse);
  const std::size_t block_size = 4 * static_cast<std::size_t>(run.thread_count());
  bool cut_short = false;
  std::uint64_t first = 0;
  for (auto block = budgets.next(block_size); !block.empty() && !cut_short; block = budgets.next(block_size)) {
    for (auto& restart : run_block(request, engines, block, first, run)) {
      cut_short = cut_short || !restart;
      const numeric::StopScope scope(run.stop);
      if (restart) fold.add(*std::move(restart));
    }
    first += block.size();
  }
  Result& result = fold.result();
  result.complete = !cut_short;
  return std::move(result);
}

}  // namespace margincert::search
