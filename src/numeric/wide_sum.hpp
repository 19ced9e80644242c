#pragma once

#include <bit>
#include <cstdint>

#include "numeric/ball.hpp"

namespace margincert::numeric {

__extension__ using Uint128 = unsigned __int128;

/// 2^exponent for -1022 <= exponent <= 1023.
inline double power_of_two(int exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

/// A sum of signed products of 128-bit mantissas in fixed point: 64 integer and 192 fraction bits under a common
/// exponent E, which has to be at least that of every term. Terms are truncated to the last fraction bit, so each that
/// loses bits is off by less than 2^(E-192); sums of fewer than 2^63 terms cannot overflow, as each is below 2^E.
class WideSum {
 public:
  explicit WideSum(int exponent) : exponent_(exponent) {}

  /// The exponent under which the product of two midpoints is below 1.
  static int product_exponent(const Ball& a, const Ball& b) { return a.exponent_ + b.exponent_; }
  static bool is_zero(const Ball& a) { return a.sign_ == 0; }
  /// Lower and upper bound of |mid(a)|: its top 53 bits as a binary64 written out, and the next binary64 up.
  static double least_magnitude(const Ball& a) { return a.sign_ == 0 ? 0 : std::bit_cast<double>(top_bits(a)); }
  static double magnitude(const Ball& a) { return a.sign_ == 0 ? 0 : std::bit_cast<double>(top_bits(a) + 1); }
  /// |(A + r)(B + s) - A B| <= |A| s + (|B| + s) r, over |r| <= radius(a) and |s| <= radius(b); to be inflated.
  static double product_radius(const Ball& a, const Ball& b) {
    return magnitude(a) * b.radius_ + (magnitude(b) + b.radius_) * a.radius_;
  }
  /// The same for midpoints known not to be zero.
  static double nonzero_product_radius(const Ball& a, const Ball& b) {
    return std::bit_cast<double>(top_bits(a) + 1) * b.radius_ +
           (std::bit_cast<double>(top_bits(b) + 1) + b.radius_) * a.radius_;
  }

  /// Adds mid(a) * mid(b); neither is zero.
  void add_product(const Ball& a, const Ball& b) {
    const Uint128 low_low = Uint128{a.low_} * b.low_, low_high = Uint128{a.low_} * b.high_;
    const Uint128 high_low = Uint128{a.high_} * b.low_, high_high = Uint128{a.high_} * b.high_;
    const Uint128 middle =
        (low_low >> 64) + static_cast<std::uint64_t>(low_high) + static_cast<std::uint64_t>(high_low);
    const Uint128 top = high_high + (low_high >> 64) + (high_low >> 64) + (middle >> 64);
    add(static_cast<std::uint64_t>(top >> 64), static_cast<std::uint64_t>(top), static_cast<std::uint64_t>(middle),
        static_cast<std::uint64_t>(low_low) != 0, product_exponent(a, b), a.sign_ * b.sign_ < 0);
  }

  /// Adds mid(a); not zero.
  void add(const Ball& a) { add(a.high_, a.low_, 0, false, a.exponent_, a.sign_ < 0); }

  /// The sum as a ball whose radius is what was truncated, plus `propagated`: a bound, not yet inflated for the
  /// roundings of its own computation, on what the operands' radii contribute.
  Ball finish(double propagated) const;

 private:
  /// mantissa / 2^128 2^exponent = 1.f 2^(exponent-1): biased exponent and leading one meet in the sum.
  static std::uint64_t top_bits(const Ball& a) {
    return (static_cast<std::uint64_t>(a.exponent_ + 1021) << 52) + (a.high_ >> 11);
  }

  /// Adds (f2 f1 f0) * 2^-192 * 2^(exponent - E); `lost` says that nonzero bits were already cut off below.
  void add(std::uint64_t f2, std::uint64_t f1, std::uint64_t f0, bool lost, int exponent, bool negative) {
    unsigned shift = static_cast<unsigned>(exponent_ - exponent);
    if (shift >= 192) {
      ++truncated_terms_;
      return;
    }
    for (; shift >= 64; shift -= 64) {
      lost |= f0 != 0;
      f0 = f1, f1 = f2, f2 = 0;
    }
    lost |= (f0 & ((std::uint64_t{1} << shift) - 1)) != 0;
    f0 = static_cast<std::uint64_t>((Uint128{f1} << 64 | f0) >> (shift & 63));
    f1 = static_cast<std::uint64_t>((Uint128{f2} << 64 | f1) >> (shift & 63));
    f2 >>= shift;
    truncated_terms_ += lost;

    // -v = ~v + 1 in two's complement, so a sign is a mask and a carry.
    const Uint128 mask = Uint128{0} - negative;
    const Uint128 low = (Uint128{f1} << 64 | f0) ^ mask, high = Uint128{f2} ^ mask;
    const Uint128 negated_low = low + negative;
    const Uint128 sum = low_ + negated_low;
    high_ += high + (negated_low < low) + (sum < low_);
    low_ = sum;
  }

  int exponent_;
  long truncated_terms_ = 0;
  Uint128 low_ = 0;   ///< the lower 128 fraction bits
  Uint128 high_ = 0;  ///< 64 integer bits, two's complement, and the upper 64 fraction bits
};

}  // namespace margincert::numeric
