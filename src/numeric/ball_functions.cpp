#include <algorithm>
#include <array>
#include <bit>

#include "numeric/ball.hpp"
#include "numeric/scratch.hpp"
#include "numeric/wide_sum.hpp"

namespace margincert::numeric {
namespace {

/// The high 128 bits of a 128 x 128 bit product.
Uint128 high_product(Uint128 a, Uint128 b) {
  const std::uint64_t a1 = static_cast<std::uint64_t>(a >> 64), a0 = static_cast<std::uint64_t>(a);
  const std::uint64_t b1 = static_cast<std::uint64_t>(b >> 64), b0 = static_cast<std::uint64_t>(b);
  const Uint128 cross_a = Uint128{a1} * b0, cross_b = Uint128{a0} * b1;
  const Uint128 middle =
      (Uint128{a0} * b0 >> 64) + static_cast<std::uint64_t>(cross_a) + static_cast<std::uint64_t>(cross_b);
  return Uint128{a1} * b1 + (cross_a >> 64) + (cross_b >> 64) + (middle >> 64);
}

/// floor(x 2^fraction_bits) of a positive MPFR number below 2^(128 - fraction_bits).
Uint128 fixed_point(mpfr_ptr x, int fraction_bits) {
  mpfr_mul_2si(x, x, fraction_bits - 64, MPFR_RNDD);
  Scratch whole(256);
  mpfr_floor(whole, x);
  const Uint128 high = mpfr_get_ui(whole, MPFR_RNDD);
  mpfr_sub(x, x, whole, MPFR_RNDD);
  mpfr_mul_2si(x, x, 64, MPFR_RNDD);
  return high << 64 | mpfr_get_ui(x, MPFR_RNDD);
}

constexpr int taylor_degree = 7;

/// Constants of the exponential, each rounded down from 256 bits by MPFR when first needed.
struct ExpTables {
  std::array<Uint128, 256> coarse;                    ///< e^(i/2^8) 2^127, for i/2^8 <= ln 2
  std::array<Uint128, 256> fine;                      ///< e^(j/2^16) 2^127
  std::array<Uint128, taylor_degree + 1> reciprocal;  ///< 2^127 / k!
  std::uint64_t ln2[3];                               ///< ln 2 2^192, little endian

  ExpTables() {
    Scratch x(256);
    for (int i = 0; i < 256; ++i) {
      mpfr_set_ui_2exp(x, static_cast<unsigned long>(std::min(i, 177)), -8, MPFR_RNDD);
      mpfr_exp(x, x, MPFR_RNDD);
      coarse[i] = fixed_point(x, 127);
      mpfr_set_ui_2exp(x, static_cast<unsigned long>(i), -16, MPFR_RNDD);
      mpfr_exp(x, x, MPFR_RNDD);
      fine[i] = fixed_point(x, 127);
    }
    unsigned long factorial = 1;
    for (int k = 0; k <= taylor_degree; ++k) {
      factorial *= k == 0 ? 1 : static_cast<unsigned long>(k);
      mpfr_set_ui(x, 1, MPFR_RNDD);
      mpfr_div_ui(x, x, factorial, MPFR_RNDD);
      reciprocal[k] = fixed_point(x, 127);
    }
    mpfr_const_log2(x, MPFR_RNDD);
    const Uint128 high = fixed_point(x, 128);  // leaves the fraction below 2^-128 in x, as its next 64 bits
    mpfr_frac(x, x, MPFR_RNDD);
    mpfr_mul_2si(x, x, 64, MPFR_RNDD);
    ln2[0] = mpfr_get_ui(x, MPFR_RNDD);
    ln2[1] = static_cast<std::uint64_t>(high);
    ln2[2] = static_cast<std::uint64_t>(high >> 64);
  }
};

const ExpTables& tables() {
  static const ExpTables all;
  return all;
}

/// A non-negative number in units of 2^-128.
struct Fixed192 {
  Uint128 fraction;
  std::uint64_t integer;
};

/// k ln 2 for 0 <= k < 2^32, too small by less than 1 + k 2^-64 units: one for the cut here, the rest for that of ln 2.
Fixed192 multiple_of_ln2(std::uint64_t k) {
  const ExpTables& t = tables();
  Uint128 carry = Uint128{t.ln2[0]} * k >> 64;
  carry += Uint128{t.ln2[1]} * k;
  const std::uint64_t low = static_cast<std::uint64_t>(carry);
  carry = (carry >> 64) + Uint128{t.ln2[2]} * k;
  return {Uint128{static_cast<std::uint64_t>(carry)} << 64 | low, static_cast<std::uint64_t>(carry >> 64)};
}

bool less(const Fixed192& a, const Fixed192& b) {
  return a.integer != b.integer ? a.integer < b.integer : a.fraction < b.fraction;
}

/// |midpoint| rounded down to a unit, for |midpoint| < 2^10.
Fixed192 to_fixed(Uint128 mantissa, int exponent) {
  if (exponent <= -128) return {0, 0};
  if (exponent <= 0) return {exponent == 0 ? mantissa : mantissa >> -exponent, 0};
  return {mantissa << exponent, static_cast<std::uint64_t>(mantissa >> (128 - exponent))};
}

struct Reduced {
  Uint128 fraction;  ///< t 2^128, 0 <= t < ln 2 + 2^-41
  int power;         ///< e^A = 2^power e^t
};

/// A = power ln 2 + t, t off by less than two units: x and the multiple are too small by less than 1 and 1 + 2^-55.
///
/// Let y = |A| / ln 2 < 399. The binary64 estimate of y (of y + 1) is off by less than 2^-41: `magnitude` by a factor
/// 1 + 2^-52, the constant by less, product and sum by 1 + 2^-53 each. So the integer below it is the one wanted, or
/// one off where y is within 2^-41 of an integer. Where that makes t negative, k is corrected; otherwise t may reach
/// (1 + 2^-41) ln 2. As |t| < 1, the difference of the fractions modulo 1 is t.
Reduced reduce(Uint128 mantissa, int exponent, bool negative, double magnitude) {
  const Fixed192 x = to_fixed(mantissa, exponent);
  auto k = static_cast<std::uint64_t>(magnitude * 0x1.71547652b82fep0 + (negative ? 1 : 0));
  Fixed192 multiple = multiple_of_ln2(k);
  if (negative) {
    if (less(multiple, x)) multiple = multiple_of_ln2(++k);
    return {multiple.fraction - x.fraction, -static_cast<int>(k)};
  }
  if (less(x, multiple)) multiple = multiple_of_ln2(--k);
  return {x.fraction - multiple.fraction, static_cast<int>(k)};
}

}  // namespace

/// e^A = 2^k e^(i/2^8) e^(j/2^16) e^u, A = k ln 2 + i/2^8 + j/2^16 + u, 0 <= u < 2^-16, in 128-bit fixed point.
///
/// Error on v = e^A / 2^k < 2.01, in units of 2^-125. Every truncation is downward, by less than one unit of its own.
///
/// - Reduction, 0.51: t is off by less than 2 * 2^-128 and a trifle, so v by 2.01 * 2 / 8.
/// - Tables, 1.01: each entry is off by less than 2^-127, and the other factors are below 2.01.
/// - Polynomial, 0.52: a Horner step multiplies earlier errors by u < 2^-16, the coefficients 1/0! and 1/1! are exact,
///   so it is off by 2^-127 (1 + 2^-14); the rest of the series is u^8/8! (1 + 2^-16) < 2^-143. Both times 2.01.
/// - Products, 1.51: the tables' by less than 2^-126, times e^u; that with e^u by less than 2^-125.
///
/// The sum is below 4 units, 2^-123. As v > 1 - 2^-125, the computed v is off by less than 2^-122 of itself.
///
/// Radius r of A, M the computed midpoint, |s| <= r <= 1: |e^(A+s) - M| <= e^A (e^r - 1) + |e^A - M|
///   <= e^A (r + r^2) + 2^-122 M <= M ((1 + 2^-122) (r + r^2) + 2^-122);
/// the last factor in the code covers this 2^-122 and the roundings.
Ball exp(const Ball& a) {
  if (a.is_poisoned() || a.radius_ > 0.25) return Ball::poisoned();
  if (a.sign_ == 0 && a.radius_ == 0) return Ball::integer(1);
  const double magnitude = WideSum::magnitude(a);
  const bool negative = a.sign_ < 0;
  if (magnitude > 276) {  // 2^398 < e^276 < 2^399
    if (!negative) return Ball::poisoned();
    Ball tiny = Ball::exact(0x1p-397);
    tiny.radius_ = 0x1p-397;  // e^(0.25 - 276) < 2^-396
    return tiny;
  }
  const ExpTables& t = tables();
  const Uint128 mantissa = Uint128{a.high_} << 64 | a.low_;
  const Reduced reduced = a.sign_ == 0 ? Reduced{0, 0} : reduce(mantissa, a.exponent_, negative, magnitude);

  const auto i = static_cast<unsigned>(reduced.fraction >> 120),
             j = static_cast<unsigned>(reduced.fraction >> 112) & 255;
  const Uint128 u = reduced.fraction & ((Uint128{1} << 112) - 1);
  Uint128 horner = t.reciprocal[taylor_degree];
  for (int k = taylor_degree - 1; k >= 0; --k) horner = t.reciprocal[k] + high_product(u, horner);  // e^u 2^127
  const Uint128 v = high_product(high_product(t.coarse[i], t.fine[j]), horner);                     // v 2^125

  Ball result;
  const int zeros = std::countl_zero(static_cast<std::uint64_t>(v >> 64));
  const Uint128 normalised = v << zeros;
  result.high_ = static_cast<std::uint64_t>(normalised >> 64);
  result.low_ = static_cast<std::uint64_t>(normalised);
  result.exponent_ = reduced.power + 3 - zeros;
  result.sign_ = 1;
  const double r = a.radius_;
  result.radius_ = WideSum::magnitude(result) * (r + r * r + 0x1p-122) * (1 + 0x1p-40) + Ball::least_radius;
  return result;
}

Ball log(const Ball& a) { return Ball::around(log(a.to_interval(Precision(128)))); }

}  // namespace margincert::numeric
