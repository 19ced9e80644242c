#include "reproduction/sampled_mean.hpp"

#include <algorithm>

#include "statistics/confidence.hpp"

namespace margincert::reproduction {

SampledMean::SampledMean(std::uint64_t samples, double least, double most)
    : least_(least), most_(most), lower_(samples, least), upper_(samples, most) {}

void SampledMean::put(std::uint64_t sample, const Ends& ends) {
  lower_[sample] = std::clamp(ends.lo, least_, most_);
  upper_[sample] = std::clamp(ends.hi, least_, most_);
}

Estimate SampledMean::estimate(double level) const {
  double sum = 0;
  for (std::size_t k = 0; k < lower_.size(); ++k) sum += lower_[k] / 2 + upper_[k] / 2;
  const statistics::Range range = statistics::bounded_mean(lower_, upper_, least_, most_, level);
  return {sum / static_cast<double>(lower_.size()), range.lo, range.hi};
}

long SampledMean::certainly_positive() const {
  return std::ranges::count_if(lower_, [](double lower) { return lower > 0; });
}

long SampledMean::possibly_positive() const {
  return std::ranges::count_if(upper_, [](double upper) { return upper > 0; });
}

}  // namespace margincert::reproduction
