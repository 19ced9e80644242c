#include "proofs_check/slack_buckets.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "tests/support/property.hpp"

namespace margincert::proofs_tests {
namespace {

using proofs::bounds_of;
using proofs::bucket_of;
using proofs::BucketBounds;

constexpr double bucket_infinity = std::numeric_limits<double>::infinity();
constexpr double least_double = std::numeric_limits<double>::denorm_min();
constexpr double greatest_double = std::numeric_limits<double>::max();

/// Any double but NaN, drawn by its bits: every exponent alike, subnormals and infinities among them.
rc::Gen<double> any_double() {
  const auto of_bits = [](std::uint64_t bits) {
    const double x = std::bit_cast<double>(bits);
    return std::isnan(x) ? (std::signbit(x) ? -bucket_infinity : bucket_infinity) : x;
  };
  return rc::gen::oneOf(rc::gen::map(rc::gen::arbitrary<std::uint64_t>(),
                                     [of_bits](std::uint64_t bits) {
                                       return of_bits(bits * 0x9e3779b97f4a7c15);  // arbitrary() favours small numbers
                                     }),
                        rc::gen::map(rc::gen::inRange(-64, 64), [](int k) { return k / 8.0; }),
                        rc::gen::map(rc::gen::inRange(-200, 200), [](int k) { return k * least_double; }),
                        rc::gen::element(0.0, -0.0, greatest_double, -greatest_double, bucket_infinity));
}

double next_up(double x) { return std::nextafter(x, bucket_infinity); }

}  // namespace

TEST_CASE("the bucket's number rises with the value, and its sign is the value's") {
  testing::check_property("buckets-rise", [] {
    const double a = *any_double(), b = *any_double();
    if (a < b) RC_ASSERT(bucket_of(a) <= bucket_of(b));
    RC_ASSERT(bucket_of(-a) == -bucket_of(a));
    RC_ASSERT((bucket_of(a) > 0) == (a > 0));
    RC_ASSERT((bucket_of(a) == 0) == (a == 0));
  });
}

TEST_CASE("a bucket's bounds hold all of it, and are as near as the doubles around it allow") {
  testing::check_property("buckets-bound", [] {
    const double x = *any_double();
    const int bucket = bucket_of(x);
    const auto [lo, hi] = bounds_of(bucket);
    RC_ASSERT(lo <= x);
    RC_ASSERT(x <= hi);
    if (x > 0 && std::isfinite(x)) {
      RC_ASSERT(bounds_of(bucket + 1).lo == (hi == greatest_double ? bucket_infinity : hi));
      RC_ASSERT(bucket_of(next_up(hi)) > bucket);
      if (lo > 0x1p-1000) RC_ASSERT(hi / lo < 1.0906);  // 2^(1/8) = 1.09051
    }
  });
}

TEST_CASE("an octave has eight buckets, whose bounds belong to the upper one") {
  CHECK(bucket_of(1) + proofs::buckets_per_octave == bucket_of(2));
  for (int k = 0; k < proofs::buckets_per_octave; ++k) {
    const int bucket = bucket_of(1) + k;
    const BucketBounds bounds = bounds_of(bucket);
    CHECK(bounds.lo == doctest::Approx(std::exp2(k / 8.0)));
    CHECK(bucket_of(bounds.lo) == bucket);
    CHECK(bucket_of(std::nextafter(bounds.lo, 0.0)) == bucket - 1);
    CHECK(bounds_of(-bucket) == BucketBounds{-bounds.hi, -bounds.lo});
  }
}

TEST_CASE("the ends of the doubles have buckets, too") {
  CHECK(bucket_of(least_double) == 1);
  CHECK(bounds_of(1).lo == least_double);
  CHECK(bucket_of(bucket_infinity) == bucket_of(greatest_double) + 1);
  CHECK(bounds_of(bucket_of(greatest_double)).hi == greatest_double);
  CHECK(bounds_of(bucket_of(bucket_infinity)) == BucketBounds{bucket_infinity, bucket_infinity});
  CHECK(bounds_of(bucket_of(-bucket_infinity)) == BucketBounds{-bucket_infinity, -bucket_infinity});
  CHECK(bucket_of(-0.0) == 0);
  CHECK(bounds_of(0) == BucketBounds{0, 0});
  CHECK_THROWS_AS(bucket_of(std::nan("")), std::invalid_argument);
  CHECK_THROWS_AS(bounds_of(bucket_of(bucket_infinity) + 1), std::invalid_argument);
}

}  // namespace margincert::proofs_tests
