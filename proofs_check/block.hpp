#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "proofs_check/campaign.hpp"

/// How a campaign's tasks are worked through: some at a time, and in two passes where the engine takes the first rung.
namespace margincert::proofs {

/// The questions of a campaign that are asked in one regime.
struct Round {
  recursion::Regime regime;
  Questions questions;
  std::vector<std::size_t> statement_index;  ///< position in Campaign::statements
};

/// Class-pure before full, without rounds that ask nothing.
std::vector<Round> rounds_of(const Campaign& campaign);

std::uint64_t task_index(const Campaign& campaign, std::uint64_t place);

/// Everything found out about one task, in the order of the campaign's lists.
struct TaskAnswers {
  bool done = false;       ///< every question has an answer
  bool cut_short = false;  ///< stopped before they were all asked at every rung; no alignment then
  std::vector<Verdict> statements;
  std::vector<Verdict> guarantees;
  Alignment alignment;
};

/// Answers the share's tasks first..first+count-1 on several threads; a task of which a stop left nothing
/// decided stays not done.
class Block {
 public:
  Block(const Campaign& campaign, const std::vector<Round>& rounds, const Execution& execution);

  std::vector<TaskAnswers> answer_all(std::uint64_t first, std::uint64_t count);
  bool stopped() const { return execution_.stop && execution_.stop(); }

 private:
  /// A task of which the engine was asked, and what it said, round by round; or one that was left to be asked alone.
  struct FirstRung {
    std::optional<recursion::Instance> subject;
    std::vector<EngineAnswer> answers;
    bool alone = false;
  };

  recursion::Instance subject_at(std::uint64_t place) const;
  std::vector<FirstRung> ask_in_groups(std::uint64_t first, std::uint64_t count) const;
  void ask_group(std::uint64_t first, std::span<FirstRung> group) const;
  void fill(std::vector<TaskAnswers>& slots, std::uint64_t first);
  TaskAnswers answer(std::uint64_t place, FirstRung first_rung, int jobs_within) const;
  /// Of round r.
  Answers answer(std::size_t r, const Problem& problem, FirstRung& first_rung, int jobs_within,
                 AlignmentObserver& observer) const;
  void report_progress();

  const Campaign& campaign_;
  const std::vector<Round>& rounds_;
  const Execution& execution_;
  const bool with_engine_;
  std::mutex mutex_;
  std::uint64_t done_ = 0;
};

}  // namespace margincert::proofs
