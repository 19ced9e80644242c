#pragma once

#include <functional>
#include <vector>

#include "proofs_check/boxes/judgement.hpp"

namespace margincert::proofs::boxes {

/// What is certain of a statement on a box that was cut into pieces.
struct Covered {
  Truth statement = Truth::unknown;  ///< yes: on every piece
  int pieces = 0;                    ///< judged until then
};

/// Cuts the box along the coordinates that weigh most in what is undecided, and judges the halves, until every
/// statement of the question is certain on all pieces or `budget` pieces were judged. Pieces are taken first come,
/// first served; each is asked only about what is still open on it. The result depends on nothing else, unless
/// `stopped` ends it early.
std::vector<Covered> cover(const Question& question, const recursion::Box& box, int budget,
                           const std::function<bool()>& stopped);

}  // namespace margincert::proofs::boxes
