#pragma once

#include <gmp.h>
#include <rapidcheck.h>

#include <cstdint>
#include <limits>
#include <ostream>
#include <tuple>
#include <utility>
#include <vector>

#include "numeric/exact_text.hpp"
#include "numeric/interval.hpp"

namespace margincert::numeric {

/// RapidCheck prints operands of a counterexample through this, exactly.
inline void showValue(const Interval& a, std::ostream& os) {
  os << '[' << hex_text(a.lo()) << ", " << hex_text(a.hi()) << "] at " << a.precision().bits() << " bits";
}

}  // namespace margincert::numeric

namespace margincert::numeric_tests {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

using numeric::Interval;
using numeric::Precision;
using Operands = std::vector<Interval>;

/// moderate: finite endpoints with exponents within +-70, where every exact result fits an MPFR number.
/// anywhere: also the ends of MPFR's exponent range, half-lines and the whole line.
enum class Reach { moderate, anywhere };

/// An MPFR number with a stated precision, for tests that compute endpoints themselves.
class Number {
 public:
  explicit Number(mpfr_prec_t precision) {
    mpfr_init2(value_, precision);
    mpfr_set_zero(value_, 1);
  }
  Number(const Number& other) : Number(mpfr_get_prec(other.value_)) { mpfr_set(value_, other.value_, MPFR_RNDN); }
  Number& operator=(const Number&) = delete;
  ~Number() { mpfr_clear(value_); }
  operator mpfr_ptr() { return value_; }
  operator mpfr_srcptr() const { return value_; }

 private:
  mpfr_t value_;
};

inline rc::Gen<Precision> precisions() {
  // Beside the rungs of the ladder, the sizes around a limb boundary and odd ones.
  return rc::gen::map(rc::gen::element(53, 113, 256, 512, 1024, 54, 64, 65, 127, 200),
                      [](int bits) { return Precision(bits); });
}

/// 0, -1, 1, -2, 2, ...: a range that shrinks to zero instead of its lower end.
inline rc::Gen<int> around_zero(int largest) {
  return rc::gen::map(rc::gen::inRange(0, 2 * largest + 1), [](int n) { return n % 2 ? -(n + 1) / 2 : n / 2; });
}

/// Exponent of the leading bit.
inline rc::Gen<int> exponents(Reach reach) {
  if (reach == Reach::moderate) return rc::gen::weightedOneOf<int>({{3, around_zero(8)}, {2, around_zero(70)}});
  const auto smallest = static_cast<int>(mpfr_get_emin()) - 1, largest = static_cast<int>(mpfr_get_emax()) - 1;
  return rc::gen::weightedOneOf<int>({{6, around_zero(8)},
                                      {3, around_zero(70)},
                                      {2, around_zero(1100)},
                                      {1, rc::gen::element(largest, largest - 1, smallest, smallest + 1)}});
}

enum class Pattern { zero, power_of_two, small, sparse, runs, ones, words };

inline rc::Gen<Pattern> patterns() {
  return rc::gen::weightedElement<Pattern>({{2, Pattern::zero},
                                            {2, Pattern::power_of_two},
                                            {3, Pattern::small},
                                            {4, Pattern::sparse},
                                            {4, Pattern::runs},
                                            {2, Pattern::ones},
                                            {4, Pattern::words}});
}

/// A significand of at most `bits` bits: `marks` are the bits set (sparse) or the places where the bit flips (runs).
inline void set_significand(mpz_t z, Pattern pattern, const std::vector<int>& marks, std::uint64_t word, int bits) {
  mpz_set_ui(z, pattern == Pattern::zero ? 0 : pattern == Pattern::small ? word % 1000 + 1 : 1);
  if (pattern == Pattern::sparse) {
    for (const int mark : marks) mpz_setbit(z, mark % bits);
  } else if (pattern == Pattern::runs || pattern == Pattern::ones) {
    mpz_mul_2exp(z, z, bits);
    mpz_sub_ui(z, z, 1);
    if (pattern == Pattern::runs) {
      mpz_t run;
      mpz_init(run);
      for (const int mark : marks) {
        mpz_set_ui(run, 1);
        mpz_mul_2exp(run, run, mark % bits);
        mpz_sub_ui(run, run, 1);
        mpz_xor(z, z, run);
      }
      mpz_clear(run);
    }
  } else if (pattern == Pattern::words) {
    for (int filled = 0; filled < bits; filled += 64) {
      word = word * 6364136223846793005U + 1442695040888963407U;
      mpz_mul_2exp(z, z, 64);
      mpz_add_ui(z, z, word);
    }
    mpz_tdiv_r_2exp(z, z, bits);
  }
}

inline rc::Gen<Number> numbers(Precision precision, Reach reach) {
  const auto parts = rc::gen::tuple(patterns(), rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1024)),
                                    rc::gen::arbitrary<std::uint64_t>(), exponents(reach), rc::gen::arbitrary<bool>());
  return rc::gen::map(parts,
                      [precision](const std::tuple<Pattern, std::vector<int>, std::uint64_t, int, bool>& recipe) {
                        const auto& [pattern, marks, word, exponent, negative] = recipe;
                        Number x(precision.bits());
                        mpz_t significand;
                        mpz_init(significand);
                        set_significand(significand, pattern, marks, word, precision.bits());
                        mpfr_set_z(x, significand, MPFR_RNDN);  // exact: it has no more bits than x
                        mpz_clear(significand);
                        if (!mpfr_zero_p(static_cast<mpfr_srcptr>(x))) mpfr_set_exp(x, exponent + 1);
                        if (negative) mpfr_neg(x, x, MPFR_RNDN);
                        return x;
                      });
}

enum class Shape { point, one_ulp, thin, between, around_zero, half_line_up, half_line_down, entire };

inline rc::Gen<Shape> shapes(Reach reach) {
  if (reach == Reach::moderate) {
    return rc::gen::weightedElement<Shape>(
        {{3, Shape::point}, {2, Shape::one_ulp}, {3, Shape::thin}, {4, Shape::between}, {2, Shape::around_zero}});
  }
  return rc::gen::weightedElement<Shape>({{6, Shape::point},
                                          {4, Shape::one_ulp},
                                          {6, Shape::thin},
                                          {8, Shape::between},
                                          {4, Shape::around_zero},
                                          {1, Shape::half_line_up},
                                          {1, Shape::half_line_down},
                                          {1, Shape::entire}});
}

/// `thinness` k makes a thin interval [a, a + |a| 2^-k].
inline Interval shaped(Shape shape, const Number& a, const Number& b, int thinness, Precision precision) {
  Number lo(a), hi(a);
  if (shape == Shape::one_ulp) mpfr_nextabove(hi);
  if (shape == Shape::thin) {
    mpfr_abs(hi, a, MPFR_RNDU);
    mpfr_div_2ui(hi, hi, thinness, MPFR_RNDU);
    mpfr_add(hi, a, hi, MPFR_RNDU);
  }
  if (shape == Shape::between) {
    mpfr_min(lo, a, b, MPFR_RNDN);
    mpfr_max(hi, a, b, MPFR_RNDN);
  }
  if (shape == Shape::around_zero) {
    mpfr_setsign(lo, a, 1, MPFR_RNDN);
    mpfr_setsign(hi, b, 0, MPFR_RNDN);
  }
  if (shape == Shape::half_line_up) mpfr_set_inf(hi, 1);
  if (shape == Shape::half_line_down) mpfr_set_inf(lo, -1);
  return shape == Shape::entire ? Interval::entire(precision) : Interval::outward(lo, hi, precision);
}

inline rc::Gen<Interval> intervals(Precision precision, Reach reach) {
  const auto parts = rc::gen::tuple(shapes(reach), numbers(precision, reach), numbers(precision, reach),
                                    rc::gen::inRange(1, precision.bits() + 8));
  return rc::gen::map(parts, [precision](const std::tuple<Shape, Number, Number, int>& recipe) {
    const auto& [shape, a, b, thinness] = recipe;
    return shaped(shape, a, b, thinness, precision);
  });
}

inline rc::Gen<Interval> points(Precision precision, Reach reach) {
  return rc::gen::map(numbers(precision, reach),
                      [precision](const Number& x) { return Interval::outward(x, x, precision); });
}

/// [a, a + m 2^-k] with k around half the precision, where the exponential switches formulas, or far beyond it.
inline rc::Gen<Interval> thin_intervals(Precision precision) {
  const int half = precision.bits() / 2;
  const auto depth = rc::gen::oneOf(rc::gen::inRange(half - 4, half + 5), rc::gen::inRange(half, 3 * half));
  const auto parts = rc::gen::tuple(numbers(precision, Reach::moderate), rc::gen::inRange(1, 8), depth);
  return rc::gen::map(parts, [precision](const std::tuple<Number, int, int>& recipe) {
    const auto& [a, multiple, k] = recipe;
    Number hi(precision.bits());
    mpfr_set_si_2exp(hi, multiple, -k, MPFR_RNDU);
    mpfr_add(hi, a, hi, MPFR_RNDU);
    return Interval::outward(a, hi, precision);
  });
}

/// `count` intervals; one list in eight mixes precisions, the rest shares one.
inline rc::Gen<Operands> operands(int count, Reach reach) {
  const auto same = rc::gen::mapcat(precisions(), [count, reach](Precision precision) {
    return rc::gen::container<Operands>(count, intervals(precision, reach));
  });
  const auto any = rc::gen::mapcat(precisions(), [reach](Precision precision) { return intervals(precision, reach); });
  return rc::gen::weightedOneOf<Operands>({{7, same}, {1, rc::gen::container<Operands>(count, any)}});
}

inline rc::Gen<Operands> point_operands(int count, Reach reach) {
  return rc::gen::mapcat(precisions(), [count, reach](Precision precision) {
    return rc::gen::container<Operands>(count, points(precision, reach));
  });
}

}  // namespace margincert::numeric_tests
