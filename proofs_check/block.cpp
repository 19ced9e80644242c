#include "proofs_check/block.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "numeric/parallel.hpp"
#include "numeric/stop.hpp"

namespace margincert::proofs {
namespace {

bool was_decided(const Verdict& verdict) { return verdict.reason != stopped_before_decided; }

}  // namespace

std::vector<Round> rounds_of(const Campaign& campaign) {
  using recursion::Regime;
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

std::uint64_t task_index(const Campaign& campaign, std::uint64_t place) {
  return campaign.first + place * campaign.stride;
}

Block::Block(const Campaign& campaign, const std::vector<Round>& rounds, const Execution& execution)
    : campaign_(campaign),
      rounds_(rounds),
      execution_(execution),
      with_engine_(begins_with_engine(campaign.ladder, campaign.engine)) {}

recursion::Instance Block::subject_at(std::uint64_t place) const {
  const std::uint64_t index = task_index(campaign_, place);
  return {campaign_.task(index), campaign_.drawn_parameters ? campaign_.drawn_parameters(index) : campaign_.parameters};
}

/// Enclosing goes by groups, which share lanes; judging goes by tasks, of which some climb and most do not.
std::vector<TaskAnswers> Block::answer_all(std::uint64_t first, std::uint64_t count) {
  const numeric::StopScope scope(execution_.stop);
  std::vector<TaskAnswers> slots(count);
  try {
    fill(slots, first);
  } catch (const numeric::Stopped&) {  // in the middle of a group's first rung, or of making a task
  }
  return slots;
}

void Block::fill(std::vector<TaskAnswers>& slots, std::uint64_t first) {
  const std::uint64_t count = slots.size();
  std::vector<FirstRung> first_rungs = ask_in_groups(first, count);
  const auto alone = static_cast<int>(std::ranges::count_if(first_rungs, &FirstRung::alone));
  const int jobs_within = std::max(1, execution_.jobs / std::max(1, alone));
  numeric::for_each_index(
      count, execution_.jobs, [&] { return stopped(); },
      [&](std::uint64_t k) {
        if (with_engine_ && !first_rungs[k].subject && !first_rungs[k].alone) return;  // a stop came before
        try {
          slots[k] = answer(first + k, std::move(first_rungs[k]), jobs_within);
        } catch (const Contradiction& contradiction) {
          throw Contradiction("task " + std::to_string(task_index(campaign_, first + k)) + ": " + contradiction.what());
        }
        if (slots[k].done) report_progress();
      });
}

std::vector<Block::FirstRung> Block::ask_in_groups(std::uint64_t first, std::uint64_t count) const {
  constexpr std::uint64_t size = engine::tasks_at_once;
  std::vector<FirstRung> first_rungs(count);
  if (!with_engine_) return first_rungs;
  numeric::for_each_index((count + size - 1) / size, execution_.jobs, [&] { return stopped(); },
                          [&](std::uint64_t g) {
                            const std::uint64_t begin = g * size;
                            ask_group(first + begin,
                                      std::span(first_rungs).subspan(begin, std::min(size, count - begin)));
                          });
  return first_rungs;
}

void Block::ask_group(std::uint64_t first, std::span<FirstRung> group) const {
  std::vector<FirstRung*> shared;
  for (std::size_t k = 0; k < group.size(); ++k) {
    recursion::Instance subject = subject_at(first + k);
    group[k].alone = fills_the_engine({subject, recursion::Regime::full});
    if (group[k].alone) continue;  // and made again when its turn comes: large tasks are not to be kept waiting
    group[k].subject = std::move(subject);
    shared.push_back(&group[k]);
  }
  for (const Round& round : rounds_) {
    std::vector<Problem> problems;
    for (const FirstRung* one : shared) problems.push_back({*one->subject, round.regime});
    std::vector<EngineAnswer> answers = ask_engine(problems);
    for (std::size_t k = 0; k < shared.size(); ++k) shared[k]->answers.push_back(std::move(answers[k]));
  }
}

Answers Block::answer(std::size_t r, const Problem& problem, FirstRung& first_rung, int jobs_within,
                      AlignmentObserver& observer) const try {
  const Questions& questions = rounds_[r].questions;
  const auto observe = [&](const Evidence& evidence) { observer.see(evidence); };
  if (!with_engine_) return certify_without_engine(problem, questions, campaign_.ladder, observe);
  if (first_rung.alone) first_rung.answers.push_back(ask_engine(problem, jobs_within));
  return certify_after_engine(problem, questions, campaign_.ladder, first_rung.answers[r], observe);
} catch (const numeric::Stopped&) {
  return unanswered(rounds_[r].questions, campaign_.ladder);
}

TaskAnswers Block::answer(std::uint64_t place, FirstRung first_rung, int jobs_within) const {
  const recursion::Instance subject = first_rung.subject ? *std::move(first_rung.subject) : subject_at(place);
  TaskAnswers result{false, false, std::vector<Verdict>(campaign_.statements.size()), {}, {}};
  for (std::size_t r = 0; r < rounds_.size(); ++r) {
    const Round& round = rounds_[r];
    AlignmentObserver observer;
    Answers answers = result.cut_short ? unanswered(round.questions, campaign_.ladder)
                                       : answer(r, {subject, round.regime}, first_rung, jobs_within, observer);
    result.done = result.done || !answers.cut_short || std::ranges::any_of(answers.verdicts, was_decided);
    result.cut_short = answers.cut_short;
    // Of the last round: the full regime, where it is run.
    result.alignment = answers.cut_short ? Alignment() : observer.layers();
    for (std::size_t k = 0; k < round.statement_index.size(); ++k) {
      result.statements[round.statement_index[k]] = std::move(answers.verdicts[k]);
    }
    if (!answers.guarantees.empty()) result.guarantees = std::move(answers.guarantees);
  }
  return result;
}

void Block::report_progress() {
  const std::lock_guard lock(mutex_);
  ++done_;
  if (execution_.on_progress) execution_.on_progress(done_);
}

}  // namespace margincert::proofs
