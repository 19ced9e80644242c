#pragma once

#include <functional>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "numeric/ladder.hpp"
#include "proofs_check/guarantees.hpp"
#include "proofs_check/statement.hpp"

namespace margincert::proofs {

/// A certified enclosure refutes what a statement calls an identity: a defect of this program, never a finding.
class Contradiction : public std::logic_error {
  using std::logic_error::logic_error;
};

/// The statement itself, or its corrupted twin.
enum class Version { stated, corrupted };

/// Is there a higher rung to climb to?
enum class Rung { lower, top };

/// What one rung says of one statement under the given hypotheses: a verdict that is `undecided` here may fall on a
/// higher rung. `bits` is what the verdict names as its rung.
template <class S>
VerdictIn<S> judge(const Statement& statement, const EvidenceIn<S>& evidence,
                   const std::vector<std::string>& hypotheses, int bits, Version version = Version::stated,
                   Rung rung = Rung::top);

/// The statement's own hypotheses without the dropped ones.
std::vector<std::string> remaining_hypotheses(const Statement& statement, const std::set<std::string>& dropped);

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
};

/// Climbs the ladder until everything is decided; every rung runs the trajectory once for all that is still open, and
/// then shows its evidence to the observer.
Answers certify(const Problem& problem, const Questions& questions, const numeric::Ladder& ladder,
                const std::function<void(const Evidence&)>& observer = {});

/// All comparisons that the statement, or its twin, makes at layer t; none beyond the layers it speaks of.
std::vector<Comparison> comparisons_at(const Statement& statement, const Evidence& evidence, int t,
                                       Version version = Version::stated);

}  // namespace margincert::proofs
