#pragma once

#include <vector>

#include "reproduction/certified.hpp"
#include "reproduction/result.hpp"

namespace margincert::reproduction {

/// The confidence that all intervals of a row cover at once.
inline constexpr double joint_level = 0.99;

/// A variable in [least, most], known on every sample as an enclosure.
class SampledMean {
 public:
  /// Room for `samples` of them, each to be put once.
  SampledMean(std::uint64_t samples, double least, double most);

  /// The sample's enclosure, clipped to [least, most]: then it encloses the clipped value.
  void put(std::uint64_t sample, const Ends& ends);
  /// Middle of the enclosed mean, and the empirical Bernstein interval of the expectation (statistics::bounded_mean).
  Estimate estimate(double level) const;
  /// How many samples are certainly above 0, and how many may be.
  long certainly_positive() const;
  long possibly_positive() const;

 private:
  double least_, most_;
  std::vector<double> lower_, upper_;
};

}  // namespace margincert::reproduction
