#pragma once

#include <functional>
#include <vector>

#include "proofs_check/boxes/judgement.hpp"

namespace margincert::proofs::boxes {

/// The largest radii on which something is certain of a statement; 0 says that it is certain of the task itself at
/// most.
struct Radii {
  double statement = 0;     ///< hypotheses imply the conclusion
  double hypotheses = 0;    ///< all hypotheses are true
  double inapplicable = 0;  ///< of every task some hypothesis is false

  friend bool operator==(const Radii&, const Radii&) = default;
};

/// Radii come from a fixed grid, eight to an octave from 2^-30 on: what is certain up to a radius then does not
/// depend on the radius that was asked about.
inline constexpr int steps_per_octave = 8;
inline constexpr int octaves_below_one = 30;
double grid_radius(int index);
/// The lowest grid radius that is not below.
int grid_index(double radius);

using JudgeRadius = std::function<std::vector<Judgement>(double radius)>;

/// Bisects for all statements together: each radius is judged once, and what it says of any statement counts. Tries
/// radii up to `most`, a grid radius. What `stopped` cuts short is what was certain until then.
struct RadiusSearch {
  std::vector<Radii> radii;  ///< in the order of the statements
  int judged = 0;            ///< radii that were tried
  bool complete = true;
};
RadiusSearch largest_radii(const JudgeRadius& judge, std::size_t statements, double most,
                           const std::function<bool()>& stopped);

}  // namespace margincert::proofs::boxes
