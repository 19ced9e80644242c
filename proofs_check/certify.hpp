#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "numeric/ladder.hpp"
#include "proofs_check/first_rung.hpp"
#include "proofs_check/judge.hpp"

namespace margincert::proofs {

/// What is asked about one problem, and what came out, in the same order.
struct Questions {
  std::vector<const Statement*> statements;
  std::vector<const Guarantee*> guarantees;
  std::set<std::string> dropped;  ///< hypotheses not required (ablation)
  Version version = Version::stated;
  /// Require exactly these of every statement, instead of its own without the dropped ones.
  std::optional<std::vector<std::string>> required = {};
};
struct Answers {
  std::vector<Verdict> verdicts;
  std::vector<Verdict> guarantees;  ///< holds: the bound certifies it; violated: it certainly does not
  bool cut_short = false;           ///< stopped on the way up: what was open then is undecided
};

/// The reason of a verdict that is undecided because the work was stopped.
inline constexpr const char* stopped_before_decided = "stopped before it was decided";
/// What there is to say of a problem that a stop kept from being looked at.
Answers unanswered(const Questions& questions, const numeric::Ladder& ladder);

/// Climbs the ladder until everything is decided; every rung runs the trajectory once for all that is still open.
/// Throws numeric::Stopped.
Answers certify(const Problem& problem, const Questions& questions, const numeric::Ladder& ladder,
                Engine engine = Engine::on);
/// The same, but for a stop, which cuts the climb short.
Answers certify_until_stopped(const Problem& problem, const Questions& questions, const numeric::Ladder& ladder,
                              Engine engine);

/// The same where the engine was asked with other problems: the ladder begins with it, and `first` is what it said.
/// Every rung's evidence is shown to the observer once it was judged. A stop cuts the climb short.
using Observer = std::function<void(const Evidence&)>;
Answers certify_after_engine(const Problem& problem, const Questions& questions, const numeric::Ladder& ladder,
                             const EngineAnswer& first, const Observer& observer);
/// The same without the engine.
Answers certify_without_engine(const Problem& problem, const Questions& questions, const numeric::Ladder& ladder,
                               const Observer& observer);

}  // namespace margincert::proofs
