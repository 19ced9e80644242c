#include "proofs_check/campaign.hpp"

#include <algorithm>
#include <mutex>

#include "numeric/parallel.hpp"
#include "proofs_check/slack_buckets.hpp"

namespace margincert::proofs {
namespace {

using recursion::Regime;

double slack_value(const Verdict& verdict) { return slack_of(verdict.worst->comparison).mid_double(); }

void keep_smaller(std::optional<Witness>& kept, std::uint64_t task, const Verdict& verdict,
                  const std::function<double(const Verdict&)>& value) {
  if (!kept || value(verdict) < value(kept->verdict)) kept = Witness{task, verdict};
}

/// The questions of a campaign, split by the regime they are asked in.
struct Round {
  Regime regime;
  Questions questions;
  std::vector<std::size_t> statement_index;  ///< position in Campaign::statements
};

std::vector<Round> rounds_of(const Campaign& campaign) {
  std::vector<Round> rounds;
  for (const Regime regime : {Regime::class_pure, Regime::full}) {
    Round round{regime, {{}, {}, campaign.dropped, campaign.version}, {}};
    for (std::size_t i = 0; i < campaign.statements.size(); ++i) {
      if (campaign.regime.value_or(natural_regime(*campaign.statements[i])) != regime) continue;
      round.questions.statements.push_back(campaign.statements[i]);
      round.statement_index.push_back(i);
    }
    const bool guaranteed_here = campaign.with_guarantees && regime == campaign.regime.value_or(Regime::full);
    if (guaranteed_here) {
      for (const Guarantee& guarantee : guarantees()) round.questions.guarantees.push_back(&guarantee);
    }
    if (!round.questions.statements.empty()) rounds.push_back(std::move(round));
  }
  return rounds;
}

/// Everything found out about one task, in the order of the campaign's lists.
struct TaskAnswers {
  bool done = false;
  std::vector<Verdict> statements;
  std::vector<Verdict> guarantees;
  Alignment alignment;
};

TaskAnswers answer(const Campaign& campaign, const std::vector<Round>& rounds, std::uint64_t index) {
  const recursion::Task task = campaign.task(index);
  const recursion::Parameters parameters =
      campaign.drawn_parameters ? campaign.drawn_parameters(index) : campaign.parameters;
  TaskAnswers result{true, std::vector<Verdict>(campaign.statements.size()), {}, {}};
  for (const Round& round : rounds) {
    AlignmentObserver observer;
    Answers answers = certify({task, parameters, round.regime}, round.questions, campaign.ladder,
                              [&](const Evidence& evidence) { observer.see(evidence); });
    result.alignment = observer.layers();  // of the last round: the full regime, where it is run
    for (std::size_t k = 0; k < round.statement_index.size(); ++k) {
      result.statements[round.statement_index[k]] = std::move(answers.verdicts[k]);
    }
    if (!answers.guarantees.empty()) result.guarantees = std::move(answers.guarantees);
  }
  return result;
}

std::uint64_t task_index(const Campaign& campaign, std::uint64_t place) {
  return campaign.first + place * campaign.stride;
}

/// Answers the share's tasks first..first+count-1 on several threads; a task not reached before a stop stays not done.
class Block {
 public:
  Block(const Campaign& campaign, const std::vector<Round>& rounds, const Execution& execution)
      : campaign_(campaign), rounds_(rounds), execution_(execution) {}

  std::vector<TaskAnswers> answer_all(std::uint64_t first, std::uint64_t count) {
    std::vector<TaskAnswers> slots(count);
    numeric::for_each_index(
        count, execution_.jobs, [&] { return stopped(); },
        [&](std::uint64_t k) {
          slots[k] = answer_naming_the_task(task_index(campaign_, first + k));
          report_progress();
        });
    return slots;
  }

  bool stopped() const { return execution_.stop && execution_.stop(); }

 private:
  TaskAnswers answer_naming_the_task(std::uint64_t index) const {
    try {
      return answer(campaign_, rounds_, index);
    } catch (const Contradiction& contradiction) {
      throw Contradiction("task " + std::to_string(index) + ": " + contradiction.what());
    }
  }
  void report_progress() {
    const std::lock_guard lock(mutex_);
    ++done_;
    if (execution_.on_progress) execution_.on_progress(done_);
  }

  const Campaign& campaign_;
  const std::vector<Round>& rounds_;
  const Execution& execution_;
  std::mutex mutex_;
  std::uint64_t done_ = 0;
};

CampaignResult empty_result(const Campaign& campaign, const std::vector<Round>& rounds) {
  CampaignResult result;
  for (const Statement* statement : campaign.statements) {
    Tally tally;
    tally.id = statement->id;
    tally.regime = campaign.regime.value_or(natural_regime(*statement));
    result.statements.push_back(std::move(tally));
  }
  for (const Round& round : rounds) {
    for (const Guarantee* guarantee : round.questions.guarantees) {
      Tally tally;
      tally.id = guarantee->id;
      tally.regime = round.regime;
      result.guarantees.push_back(std::move(tally));
    }
  }
  return result;
}

}  // namespace

long Tally::count(Outcome outcome) const {
  const auto found = outcomes.find(outcome);
  return found == outcomes.end() ? 0 : found->second;
}

long Tally::total() const {
  long sum = 0;
  for (const auto& [outcome, count] : outcomes) sum += count;
  return sum;
}

void Tally::add(std::uint64_t task, const Verdict& verdict) {
  ++outcomes[verdict.outcome];
  switch (verdict.outcome) {
    case Outcome::not_applicable:
      ++not_applicable_because[verdict.reason];
      return;
    case Outcome::undecided:
    case Outcome::error:
      if (!first_open) first_open = Witness{task, verdict};
      return;
    case Outcome::holds:
      if (verdict.worst) keep_smaller(closest, task, verdict, slack_value);
      break;
    case Outcome::violated:
      if (verdict.worst) keep_smaller(worst_violation, task, verdict, slack_value);
      if (!first_violation) first_violation = task;
      break;
  }
  ++rungs[verdict.rung];
  if (verdict.worst) ++slacks[bucket_of(slack_value(verdict))];
  if (verdict.tightest_ratio) {
    keep_smaller(tightest, task, verdict, [](const Verdict& v) { return *v.tightest_ratio; });
  }
}

std::uint64_t share_size(const Campaign& campaign) {
  return campaign.tasks > campaign.first ? (campaign.tasks - campaign.first - 1) / campaign.stride + 1 : 0;
}

CampaignResult run(const Campaign& campaign, const Execution& execution) {
  constexpr std::uint64_t block_size = 256;  // bounds memory; verdicts are folded in task order whatever its value
  const std::vector<Round> rounds = rounds_of(campaign);
  CampaignResult result = empty_result(campaign, rounds);
  Block block(campaign, rounds, execution);
  const std::uint64_t size = share_size(campaign);
  for (std::uint64_t first = 0; first < size && !block.stopped(); first += block_size) {
    const std::uint64_t count = std::min(block_size, size - first);
    const std::vector<TaskAnswers> answers = block.answer_all(first, count);
    for (std::uint64_t k = 0; k < count; ++k) {
      if (!answers[k].done) continue;
      ++result.tasks_done;
      const std::uint64_t task = task_index(campaign, first + k);
      for (std::size_t i = 0; i < answers[k].statements.size(); ++i) {
        result.statements[i].add(task, answers[k].statements[i]);
      }
      for (std::size_t i = 0; i < answers[k].guarantees.size(); ++i) {
        result.guarantees[i].add(task, answers[k].guarantees[i]);
      }
      add(result.alignment, answers[k].alignment);
    }
  }
  result.complete = result.tasks_done == size;
  return result;
}

}  // namespace margincert::proofs
