#pragma once

#include <string>

#include "files/case_file.hpp"

namespace margincert::replay {

enum class Decision {
  accepted,  ///< everything the case says came out again
  rejected,  ///< something it says is certainly not so
  failed     ///< the evaluator could not decide
};

std::string to_string(Decision decision);  // "accepted", "rejected", "failed"

struct Replay {
  Decision decision = Decision::failed;
  std::string reason;  ///< what was not so, or not decided; "" when accepted
  int bits = 0;        ///< of Arb, at which it was decided
  std::string slack;   ///< of the case's comparison as enclosed by Arb, decimal; "" where it never came to that
};

inline constexpr int fewest_bits = 256;

/// Derives a case anew from its numbers alone: trajectory, hypotheses and comparison by Arb, at 256 bits and more. With
/// the program that wrote the case it shares the text of the statements' formulas and no arithmetic.
///
/// Accepted: every hypothesis of the statement is either named as certified, and comes out true, or named as dropped;
/// the verdict comes out as it stands ("tight" says nothing of the comparison's order, so nothing is asked of it); the
/// case's comparison exists, its slack has the sign the verdict says, and the recorded enclosures of both sides and of
/// the slack contain what Arb encloses or, at 4096 bits, overlap a ball that is all but a point beside the
/// sides (2^-1000 of them). Throws numeric::Stopped, and Refusal of a task and parameters that do not fit, which
/// no file holds.
Replay replay(const files::Case& recorded);

}  // namespace margincert::replay
