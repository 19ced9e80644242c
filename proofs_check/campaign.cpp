#include "proofs_check/campaign.hpp"

#include <algorithm>

#include "proofs_check/block.hpp"
#include "proofs_check/slack_buckets.hpp"

namespace margincert::proofs {
namespace {

using recursion::Regime;

double slack_value(const Verdict& verdict) { return slack_of(verdict.worst->comparison).mid_double(); }

void keep_smaller(std::optional<Witness>& kept, std::uint64_t task, const Verdict& verdict,
                  const std::function<double(const Verdict&)>& value) {
  if (!kept || value(verdict) < value(kept->verdict)) kept = Witness{task, verdict};
}

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
      if (verdict.near_miss) near_misses[verdict.reason].add({1, *verdict.near_miss});
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

CampaignResult run(const Campaign& campaign, const numeric::RunControl& control) {
  const numeric::RunControl running = control.started();
  // Bounds memory, and what a stop may lose; verdicts are folded in task order whatever its value.
  const std::uint64_t block_size =
      engine::tasks_at_once * static_cast<std::uint64_t>(std::clamp(4 * running.thread_count(), 8, 32));
  const std::vector<Round> rounds = rounds_of(campaign);
  CampaignResult result = empty_result(campaign, rounds);
  Block block(campaign, rounds, running);
  const std::uint64_t size = share_size(campaign);
  for (std::uint64_t first = 0; first < size && !block.stopped(); first += block_size) {
    const std::uint64_t count = std::min(block_size, size - first);
    const std::vector<TaskAnswers> answers = block.answer_all(first, count);
    for (std::uint64_t k = 0; k < count; ++k) {
      if (!answers[k].done) continue;
      ++result.tasks_done;
      if (answers[k].cut_short) ++result.tasks_cut_short;
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
  result.complete = result.tasks_done == size && result.tasks_cut_short == 0;
  return result;
}

}  // namespace margincert::proofs
