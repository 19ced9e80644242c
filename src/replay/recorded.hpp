#pragma once

#include "arb/real.hpp"
#include "files/case_file.hpp"

namespace margincert::replay {

/// How a recorded enclosure and Arb's ball of the same number stand to each other.
enum class Agreement {
  inside,    ///< the ball lies in the recorded enclosure
  touching,  ///< they overlap, and the ball is all but a point: an end is the very number, to a thousand bits
  open,      ///< they overlap, but the ball is too wide to say more; so too where it is poison
  apart      ///< they share no number: one of them is wrong
};
/// `scale` is the size of the comparison's larger side; beside it a ball of 2^-1000 is all but a point.
Agreement agreement(const files::Enclosure& recorded, const arb::Real& derived, const arb::Real& scale);

/// Are both ends real numbers?
bool is_finite(const files::Enclosure& recorded);

/// Does the recorded enclosure lie below 0?
bool is_below_zero(const files::Enclosure& recorded);

}  // namespace margincert::replay
