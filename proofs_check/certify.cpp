#include "proofs_check/certify.hpp"

#include <algorithm>
#include <map>
#include <span>

#include "numeric/stop.hpp"
#include "proofs_check/near_miss.hpp"

namespace margincert::proofs {
namespace {

/// A failed evaluation may be an overflow that more bits do not cure, or a wide enclosure that they do: it stays open.
bool is_open(const Verdict& verdict) {
  return verdict.outcome == Outcome::undecided || verdict.outcome == Outcome::error;
}

/// Says of each verdict that was ruled out whether rounding did it. Many share a hypothesis, which is looked at once.
class NearMissMarker {
 public:
  explicit NearMissMarker(const Evidence& evidence) : evidence_(evidence) {}

  void mark(Verdict& verdict) {
    if (verdict.outcome != Outcome::not_applicable) return;
    const auto [found, is_new] = seen_.try_emplace(verdict.reason);
    if (is_new) found->second = near_miss(verdict.reason, evidence_);
    verdict.near_miss = found->second;
  }

 private:
  const Evidence& evidence_;
  std::map<std::string, std::optional<double>> seen_;
};

Verdict stopped_at(int rung) { return {Outcome::undecided, stopped_before_decided, rung, {}}; }

/// One problem on its way up: what is still open is judged again at every rung.
class Ascent {
 public:
  Ascent(const Problem& problem, const Questions& questions, const numeric::Ladder& ladder, const Observer& observer)
      : problem_(problem),
        questions_(questions),
        observer_(observer),
        top_(ladder.rungs().back()),
        answers_(unanswered(questions, ladder)) {}

  void judge_by(const Evidence& evidence, numeric::Precision rung, Rung position) {
    NearMissMarker near_misses(evidence);
    for (std::size_t i = 0; i < questions_.statements.size(); ++i) {
      numeric::stop_point();
      const Statement& statement = *questions_.statements[i];
      Verdict& verdict = answers_.verdicts[i];
      if (!is_open(verdict)) continue;
      const auto required = questions_.required.value_or(remaining_hypotheses(statement, questions_.dropped));
      verdict = judge(statement, evidence, required, rung.bits(), questions_.version, position);
      near_misses.mark(verdict);
    }
    for (std::size_t i = 0; i < questions_.guarantees.size(); ++i) {
      numeric::stop_point();
      Verdict& verdict = answers_.guarantees[i];
      if (!is_open(verdict)) continue;
      verdict = judge(*questions_.guarantees[i], evidence, rung.bits(), position);
      near_misses.mark(verdict);
    }
    if (observer_) observer_(evidence);
  }

  /// To the last of the rungs, unless it is stopped.
  void climb(std::span<const numeric::Precision> rungs) {
    for (const numeric::Precision rung : rungs) {
      if (std::ranges::none_of(answers_.verdicts, is_open) && std::ranges::none_of(answers_.guarantees, is_open)) break;
      judge_by(Evidence(problem_, rung), rung, rung == top_ ? Rung::top : Rung::lower);
    }
    answers_.cut_short = false;
  }

  /// What rungs have decided stands. What they left open, a higher one might have decided.
  void cut_short() {
    for (auto* verdicts : {&answers_.verdicts, &answers_.guarantees}) {
      for (Verdict& verdict : *verdicts) {
        if (is_open(verdict) && verdict.rung < top_.bits()) verdict = stopped_at(verdict.rung);
      }
    }
  }

  Answers take() && { return std::move(answers_); }

 private:
  const Problem& problem_;
  const Questions& questions_;
  const Observer& observer_;
  const numeric::Precision top_;
  Answers answers_;
};

}  // namespace

Answers certify_without_engine(const Problem& problem, const Questions& questions, const numeric::Ladder& ladder,
                               const Observer& observer) {
  Ascent ascent(problem, questions, ladder, observer);
  try {
    ascent.climb(ladder.rungs());
  } catch (const numeric::Stopped&) {
    ascent.cut_short();
  }
  return std::move(ascent).take();
}

Answers certify_after_engine(const Problem& problem, const Questions& questions, const numeric::Ladder& ladder,
                             const EngineAnswer& first, const Observer& observer) {
  Ascent ascent(problem, questions, ladder, observer);
  const std::span rungs(ladder.rungs());
  try {
    if (first) ascent.judge_by(evidence_by_engine(problem, *first), rungs.front(), Rung::lower);
    ascent.climb(rungs.subspan(1));
  } catch (const numeric::Stopped&) {
    ascent.cut_short();
  }
  return std::move(ascent).take();
}

Answers unanswered(const Questions& questions, const numeric::Ladder& ladder) {
  const Verdict verdict = stopped_at(ladder.rungs().front().bits());
  return {std::vector(questions.statements.size(), verdict), std::vector(questions.guarantees.size(), verdict), true};
}

Answers certify_until_stopped(const Problem& problem, const Questions& questions, const numeric::Ladder& ladder,
                              Engine engine) try {
  if (!begins_with_engine(ladder, engine)) return certify_without_engine(problem, questions, ladder, {});
  return certify_after_engine(problem, questions, ladder, ask_engine(problem), {});
} catch (const numeric::Stopped&) {
  return unanswered(questions, ladder);
}

Answers certify(const Problem& problem, const Questions& questions, const numeric::Ladder& ladder, Engine engine) {
  Answers answers = certify_until_stopped(problem, questions, ladder, engine);
  if (answers.cut_short) throw numeric::Stopped();
  return answers;
}

}  // namespace margincert::proofs
