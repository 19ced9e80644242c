#include "proofs_check/certify.hpp"

#include <algorithm>
#include <map>
#include <span>

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

/// One problem on its way up: what is still open is judged again at every rung.
class Ascent {
 public:
  Ascent(const Problem& problem, const Questions& questions, const Observer& observer)
      : problem_(problem), questions_(questions), observer_(observer) {
    answers_.verdicts.resize(questions.statements.size());  // failed evaluations until a rung has judged them
    answers_.guarantees.resize(questions.guarantees.size());
  }

  void judge_by(const Evidence& evidence, numeric::Precision rung, Rung position) {
    NearMissMarker near_misses(evidence);
    for (std::size_t i = 0; i < questions_.statements.size(); ++i) {
      const Statement& statement = *questions_.statements[i];
      Verdict& verdict = answers_.verdicts[i];
      if (!is_open(verdict)) continue;
      const auto required = questions_.required.value_or(remaining_hypotheses(statement, questions_.dropped));
      verdict = judge(statement, evidence, required, rung.bits(), questions_.version, position);
      near_misses.mark(verdict);
    }
    for (std::size_t i = 0; i < questions_.guarantees.size(); ++i) {
      Verdict& verdict = answers_.guarantees[i];
      if (!is_open(verdict)) continue;
      verdict = judge(*questions_.guarantees[i], evidence, rung.bits(), position);
      near_misses.mark(verdict);
    }
    if (observer_) observer_(evidence);
  }

  Answers climb(std::span<const numeric::Precision> rungs) && {
    for (const numeric::Precision rung : rungs) {
      if (std::ranges::none_of(answers_.verdicts, is_open) && std::ranges::none_of(answers_.guarantees, is_open)) break;
      judge_by(Evidence(problem_, rung), rung, rung == rungs.back() ? Rung::top : Rung::lower);
    }
    return std::move(answers_);
  }

 private:
  const Problem& problem_;
  const Questions& questions_;
  const Observer& observer_;
  Answers answers_;
};

}  // namespace

Answers certify_without_engine(const Problem& problem, const Questions& questions, const numeric::Ladder& ladder,
                               const Observer& observer) {
  return Ascent(problem, questions, observer).climb(ladder.rungs());
}

Answers certify_after_engine(const Problem& problem, const Questions& questions, const numeric::Ladder& ladder,
                             const EngineAnswer& first, const Observer& observer) {
  Ascent ascent(problem, questions, observer);
  const std::span rungs(ladder.rungs());
  if (first) ascent.judge_by(evidence_by_engine(problem, *first), rungs.front(), Rung::lower);
  return std::move(ascent).climb(rungs.subspan(1));
}

Answers certify(const Problem& problem, const Questions& questions, const numeric::Ladder& ladder, Engine engine) {
  if (!begins_with_engine(ladder, engine)) return certify_without_engine(problem, questions, ladder, {});
  return certify_after_engine(problem, questions, ladder, ask_engine(problem), {});
}

}  // namespace margincert::proofs
