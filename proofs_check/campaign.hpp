#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "numeric/ladder.hpp"
#include "numeric/run_control.hpp"
#include "proofs_check/alignment.hpp"
#include "proofs_check/certify.hpp"
#include "proofs_check/near_miss.hpp"

namespace margincert::proofs {

/// A verdict with the index of its task.
struct Witness {
  std::uint64_t task = 0;
  Verdict verdict;
};

/// All verdicts on one statement (or guarantee) over the tasks of a campaign.
struct Tally {
  std::string id;
  recursion::Regime regime = recursion::Regime::full;
  std::map<Outcome, long> outcomes;
  std::map<std::string, long> not_applicable_because;  ///< hypothesis id -> tasks it excluded
  std::map<std::string, NearMiss> near_misses;         ///< of these, the tasks that rounding excluded
  numeric::RungHistogram rungs;                        ///< of decided verdicts on applicable tasks
  std::map<int, long> slacks;                          ///< of the same, by bucket (slack_buckets.hpp)
  std::optional<Witness> closest;                      ///< smallest slack among the tasks where it holds
  std::optional<Witness> tightest;                     ///< smallest ratio of the two sides
  std::optional<Witness> worst_violation;              ///< most negative slack
  std::optional<std::uint64_t> first_violation;        ///< first violating task
  std::optional<Witness> first_open;                   ///< first undecided or failed task

  long count(Outcome outcome) const;
  long total() const;
  /// Tasks on which the hypotheses are not certified false.
  long applicable() const { return total() - count(Outcome::not_applicable); }
  void add(std::uint64_t task, const Verdict& verdict);
};

/// What to check, on which tasks. Tasks come by index, from any source.
struct Campaign {
  std::function<recursion::Task(std::uint64_t)> task;
  std::uint64_t tasks = 0;
  recursion::Parameters parameters;
  /// Each task's own parameters, of the same d and K; none: `parameters` for all.
  std::function<recursion::Parameters(std::uint64_t)> drawn_parameters = {};
  std::vector<const Statement*> statements;
  bool with_guarantees = true;
  std::optional<recursion::Regime> regime;  ///< all statements in this regime; default: each in its own
  std::set<std::string> dropped;
  Version version = Version::stated;
  numeric::Ladder ladder = numeric::Ladder::standard();
  Engine engine = Engine::on;
  /// Of these tasks only `first`, `first + stride`, …: a share of the campaign, in which tasks keep their indices.
  std::uint64_t first = 0, stride = 1;
};

/// How many tasks the campaign's share has.
std::uint64_t share_size(const Campaign& campaign);

struct CampaignResult {
  std::uint64_t tasks_done = 0;
  std::uint64_t tasks_cut_short = 0;  ///< of these: what lower rungs left open is undecided
  bool complete = true;               ///< every task was done, and none cut short
  std::vector<Tally> statements;
  std::vector<Tally> guarantees;
  Alignment alignment;  ///< in the full regime, or class-pure when nothing is asked in the full one
};

/// Its progress is the count of tasks that are done, of share_size(campaign).
CampaignResult run(const Campaign& campaign, const numeric::RunControl& control = {});

}  // namespace margincert::proofs
