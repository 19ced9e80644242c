#pragma once

#include "arb/real.hpp"
#include "files/case_file.hpp"

namespace margincert::replay {

/// How a recorded enclosure and Arb's ball of the same number stand to each other.
enum class Agreement {
  inside,       ///< the ball lies in the recorded enclosure
  overlapping,  ///< neither excludes the other; so too where the ball is poison
  apart         ///< they share no number: one of them is wrong
};
Agreement agreement(const files::Enclosure& recorded, const arb::Real& derived);

/// Does the recorded enclosure lie below 0?
bool is_below_zero(const files::Enclosure& recorded);

}  // namespace margincert::replay
