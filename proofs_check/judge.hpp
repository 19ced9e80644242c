#pragma once

#include <set>
#include <stdexcept>
#include <string>
#include <vector>

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

/// The same of a guarantee: holds when the bound certifies it, violated when it certainly does not.
Verdict judge(const Guarantee& guarantee, const Evidence& evidence, int bits, Rung rung = Rung::top);

/// All comparisons that the statement, or its twin, makes at layer t; none beyond the layers it speaks of.
std::vector<Comparison> comparisons_at(const Statement& statement, const Evidence& evidence, int t,
                                       Version version = Version::stated);

}  // namespace margincert::proofs
