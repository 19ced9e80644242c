#include "proofs_check/slack_buckets.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string>

namespace margincert::proofs {
namespace {

/// The doubles nearest to 2^(k/8 - 1), k = 0..8: where the mantissas that frexp gives, in [1/2, 1), are split.
constexpr double splits[] = {0x1.0000000000000p-1, 0x1.172b83c7d517bp-1, 0x1.306fe0a31b715p-1,
                             0x1.4bfdad5362a27p-1, 0x1.6a09e667f3bcdp-1, 0x1.8ace5422aa0dbp-1,
                             0x1.ae89f995ad3adp-1, 0x1.d5818dcfba487p-1, 0x1p+0};
static_assert(std::size(splits) == buckets_per_octave + 1);

constexpr int least_exponent = -1073, greatest_exponent = 1024;  ///< of frexp, over all positive doubles
constexpr int finite_buckets = (greatest_exponent - least_exponent + 1) * buckets_per_octave;
constexpr int bucket_of_infinity = finite_buckets + 1;

int bucket_of_positive(double x) {
  if (std::isinf(x)) return bucket_of_infinity;
  int exponent = 0;
  const double mantissa = std::frexp(x, &exponent);
  const auto above = std::upper_bound(std::begin(splits), std::end(splits), mantissa);
  return (exponent - least_exponent) * buckets_per_octave + static_cast<int>(above - std::begin(splits));
}

/// Split number `index`, counted over all octaves. Below the normal range it is rounded to nearest, which keeps it
/// between the doubles on either side of the exact split: a bound of both buckets still.
double split(int index) {
  const double exact = std::ldexp(splits[index % buckets_per_octave], index / buckets_per_octave + least_exponent);
  return std::min(exact, std::numeric_limits<double>::max());
}

}  // namespace

int bucket_of(double x) {
  if (std::isnan(x)) throw std::invalid_argument("bucket_of: NaN is in no bucket");
  if (x == 0) return 0;
  return x > 0 ? bucket_of_positive(x) : -bucket_of_positive(-x);
}

BucketBounds bounds_of(int bucket) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (bucket < -bucket_of_infinity || bucket > bucket_of_infinity) {
    throw std::invalid_argument("bounds_of: there is no bucket " + std::to_string(bucket));
  }
  if (bucket == 0) return {0, 0};
  if (bucket < 0) {
    const BucketBounds mirrored = bounds_of(-bucket);
    return {-mirrored.hi, -mirrored.lo};
  }
  if (bucket == bucket_of_infinity) return {infinity, infinity};
  return {split(bucket - 1), split(bucket)};
}

}  // namespace margincert::proofs
