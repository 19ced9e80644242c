#pragma once

namespace margincert::proofs {

// A bucketing of the doubles that is fine enough for quantiles and plots, and exact: counts per bucket can be added up
// in any order, and every machine puts a number into the same bucket. Eight buckets to an octave, split at the doubles
// nearest to 2^(k/8), by comparisons alone.
//
// Bucket 0 holds ±0 and nothing else, positive numbers have positive buckets, and -x is in the bucket -b when x is in
// b. The number of the bucket never decreases with the value; +inf is alone in the last bucket, -inf in the first.

inline constexpr int buckets_per_octave = 8;

/// Not for NaN: std::invalid_argument.
int bucket_of(double x);

/// lo <= x <= hi for every double x of the bucket; hi is at most the greatest finite double unless the bucket is that
/// of +inf. Neighbouring buckets share their bound.
struct BucketBounds {
  double lo = 0;
  double hi = 0;

  friend bool operator==(const BucketBounds&, const BucketBounds&) = default;
};
/// std::invalid_argument for a number that no double has.
BucketBounds bounds_of(int bucket);

}  // namespace margincert::proofs
