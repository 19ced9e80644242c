#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include "interval_generators.hpp"
#include "numeric/ball.hpp"

namespace margincert::numeric {

/// RapidCheck prints operands of a counterexample through this, exactly.
inline void showValue(const Ball& a, std::ostream& os) {
  if (a.is_poisoned()) {
    os << "poison";
    return;
  }
  os << hex_text(mid(a.to_interval(Precision(1024))).lo()) << " +/- " << std::hexfloat << a.radius()
     << std::defaultfloat;
}

}  // namespace margincert::numeric

namespace margincert::ball_tests {

using numeric::Ball;
using numeric::Interval;
using numeric::Precision;
using numeric_tests::Number;
using Balls = std::vector<Ball>;

/// Holds both ends and the midpoint of every ball: 2^400 down to 2^-510 2^-52 is 963 bits.
inline constexpr Precision exact_precision{1024};

/// near: around the places where a truncation begins (128 and 192 bits apart); whole: up to both ends of the range.
enum class Reach { near, whole };

inline rc::Gen<int> exponents(Reach reach) {
  using numeric_tests::around_zero;
  const auto cut_off = rc::gen::element(-193, -192, -191, -129, -128, -127, -64, 64, 127, 128, 129, 191, 192, 193);
  if (reach == Reach::near) {
    return rc::gen::weightedOneOf<int>({{4, around_zero(6)}, {2, around_zero(70)}, {1, cut_off}});
  }
  return rc::gen::weightedOneOf<int>({{2, around_zero(6)},
                                      {2, around_zero(130)},
                                      {3, around_zero(400)},
                                      {1, rc::gen::element(-400, -399, -398, 398, 399, 400)}});
}

/// The ball of no radius at an MPFR number of at most 128 bits.
inline Ball point_at(mpfr_srcptr x) { return Ball::around(Interval::outward(x, x, Precision(128))); }

/// Balls of radius zero: zero, or 2^(exponent-1) <= |x| < 2^exponent with at most `bits` bits.
inline rc::Gen<Ball> points(Reach reach, int bits = 128) {
  using numeric_tests::Pattern;
  const auto parts =
      rc::gen::tuple(numeric_tests::patterns(), rc::gen::container<std::vector<int>>(4, rc::gen::inRange(0, bits)),
                     rc::gen::arbitrary<std::uint64_t>(), exponents(reach), rc::gen::arbitrary<bool>());
  return rc::gen::map(parts, [bits](const std::tuple<Pattern, std::vector<int>, std::uint64_t, int, bool>& recipe) {
    const auto& [pattern, marks, word, exponent, negative] = recipe;
    Number x(bits);
    mpz_t significand;
    mpz_init(significand);
    numeric_tests::set_significand(significand, pattern, marks, word, bits);
    mpfr_set_z(x, significand, MPFR_RNDN);  // exact: it has no more bits than x
    mpz_clear(significand);
    if (!mpfr_zero_p(static_cast<mpfr_srcptr>(x))) mpfr_set_exp(x, exponent);
    if (negative) mpfr_neg(x, x, MPFR_RNDN);
    return point_at(x);
  });
}

enum class Width { none, last_bits, thin, wide, beyond_zero, smallest, anything };

/// The same midpoint with radius r or, by what a sum inflates, slightly more.
inline Ball widened(const Ball& centre, double r) {
  return centre + Ball::around(Interval::between(-r, r, Precision(53)));
}

inline double radius_for(Width width, double size, int depth, double fraction) {
  switch (width) {
    case Width::none:
      return 0;
    case Width::last_bits:
      return std::ldexp(size, -120 - depth / 16) * fraction;
    case Width::thin:
      return std::ldexp(size, -depth) * fraction;
    case Width::wide:
      return size * fraction / 2;
    case Width::beyond_zero:
      return std::min(2 * size * fraction, 0x1p398);
    case Width::smallest:
      return std::ldexp(fraction, -560 + depth);  // from below the least radius up
    case Width::anything:
      return std::ldexp(fraction, 5 * depth - 320);
  }
  return 0;
}

inline rc::Gen<Ball> balls(Reach reach) {
  const auto widths = rc::gen::weightedElement<Width>({{4, Width::none},
                                                       {3, Width::last_bits},
                                                       {4, Width::thin},
                                                       {4, Width::wide},
                                                       {1, Width::beyond_zero},
                                                       {1, Width::smallest},
                                                       {1, Width::anything}});
  const auto parts = rc::gen::tuple(points(reach), widths, rc::gen::inRange(0, 128), rc::gen::inRange(1, 1 << 20));
  return rc::gen::map(parts, [](const std::tuple<Ball, Width, int, int>& recipe) {
    const auto& [centre, width, depth, millionths] = recipe;
    const double size = std::fabs(centre.mid_double());
    return widened(centre, radius_for(width, size == 0 ? 1 : size, depth, std::ldexp(millionths, -20)));
  });
}

inline rc::Gen<Balls> lists(const rc::Gen<Ball>& entry, int least, int most) {
  return rc::gen::mapcat(rc::gen::inRange(least, most + 1),
                         [entry](int count) { return rc::gen::container<Balls>(count, entry); });
}

inline Interval centre_of(const Ball& a) { return mid(a.to_interval(exact_precision)); }

/// |midpoint - x| / |midpoint| as a binary64 not below it.
inline double relative_error(const Ball& a, const Interval& x) {
  return (abs(centre_of(a) - x) / abs(centre_of(a))).hi_double();
}

}  // namespace margincert::ball_tests
