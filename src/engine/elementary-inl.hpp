// Compiled once for each kind of vector; no #pragma once.
#if defined(MARGINCERT_ELEMENTARY_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef MARGINCERT_ELEMENTARY_INL
#undef MARGINCERT_ELEMENTARY_INL
#else
#define MARGINCERT_ELEMENTARY_INL
#endif

#include <hwy/highway.h>

#include <bit>
#include <cstdint>
#include <limits>

#include "engine/elementary_constants.hpp"

// Every operation below stands as it is in the proofs (proofs_check/kernels, docs/engine.md), where hn::MulAdd rounds
// once or twice, as the machine has it. Roundings are to nearest and products are not contracted (-ffp-contract=off).
HWY_BEFORE_NAMESPACE();
namespace margincert::engine::lanes::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// c + x (next + x (…)), the innermost first.
template <class D>
HWY_INLINE hn::Vec<D> horner(D d, hn::Vec<D>, double c) {
  return hn::Set(d, c);
}
template <class D, class... Coefficients>
HWY_INLINE hn::Vec<D> horner(D d, hn::Vec<D> x, double c, Coefficients... next) {
  return hn::MulAdd(horner(d, x, next...), x, hn::Set(d, c));
}

/// e^x (1 + e) with |e| <= exp_relative_error (elementary.hpp) for x in [-708, 709]; 1 for x = 0; NaN for NaN.
/// Outside, the result means nothing.
template <class C = ExpConstants, class D>
HWY_INLINE hn::Vec<D> exp(D d, hn::Vec<D> x) {
  const hn::RebindToUnsigned<D> bits;
  // 1.5 · 2^52 has the sum rounded to an integer; 1023 more, and its lowest bits are the exponent field of 2^k.
  const auto shift = hn::Set(d, 0x1.8p52 + 1023);
  const auto shifted_k = hn::MulAdd(x, hn::Set(d, C::log2_e), shift);
  const auto k = hn::Sub(shifted_k, shift);
  const auto high = hn::NegMulAdd(k, hn::Set(d, C::ln2_high), x);  // exact
  const auto r = hn::NegMulAdd(k, hn::Set(d, C::ln2_low), high);
  const auto p = horner(d, r, C::c0, C::c1, C::c2, C::c3, C::c4, C::c5, C::c6, C::c7, C::c8, C::c9, C::c10, C::c11);
  // A product rather than a sum of bits: as cheap, and a NaN stays one.
  const auto two_to_k = hn::BitCast(d, hn::ShiftLeft<52>(hn::BitCast(bits, shifted_k)));
  return hn::Mul(p, two_to_k);  // exact
}

/// log(x) (1 + e) with |e| <= log_relative_error (elementary.hpp) for positive normal x; 0 for x = 1. NaN for all else:
/// zeros, subnormals, negative numbers, infinities, NaN.
template <class C = LogConstants, class D>
HWY_INLINE hn::Vec<D> log(D d, hn::Vec<D> x) {
  const hn::RebindToUnsigned<D> bits;
  constexpr auto one = std::bit_cast<std::uint64_t>(1.0);
  constexpr auto above_sqrt_half = one - std::bit_cast<std::uint64_t>(C::sqrt_half);
  // x = 2^k m with m in [√½, √2): the carry from m >= √2 goes into the exponent.
  const auto x_bits = hn::BitCast(bits, x);
  const auto biased_k = hn::ShiftRight<52>(hn::Add(x_bits, hn::Set(bits, above_sqrt_half)));
  const auto m = hn::BitCast(d, hn::Add(hn::Sub(x_bits, hn::ShiftLeft<52>(biased_k)), hn::Set(bits, one)));
  const auto two_to_52 = hn::Set(bits, std::bit_cast<std::uint64_t>(0x1p52));
  const auto k = hn::Sub(hn::BitCast(d, hn::Or(biased_k, two_to_52)), hn::Set(d, 0x1p52 + 1023));

  // log m = f - (f²/2 - s (f²/2 + s² R(s²))) with s = f / (2 + f).
  const auto f = hn::Sub(m, hn::Set(d, 1.0));  // exact
  const auto s = hn::Div(f, hn::Add(f, hn::Set(d, 2.0)));
  const auto z = hn::Mul(s, s);
  const auto half_square = hn::Mul(hn::Mul(hn::Set(d, 0.5), f), f);
  const auto series = horner(d, z, C::l0, C::l1, C::l2, C::l3, C::l4, C::l5, C::l6);
  const auto cubic = hn::MulAdd(z, series, half_square);
  const auto small = hn::MulAdd(s, cubic, hn::Mul(k, hn::Set(d, C::ln2_low)));
  const auto tail = hn::Sub(f, hn::Sub(half_square, small));
  const auto result = hn::MulAdd(k, hn::Set(d, C::ln2_high), tail);  // its product is exact

  const auto lowest = hn::Set(d, std::numeric_limits<double>::min());
  const auto highest = hn::Set(d, std::numeric_limits<double>::max());
  return hn::IfThenElse(hn::And(hn::Ge(x, lowest), hn::Le(x, highest)), result, hn::NaN(d));
}

}  // namespace margincert::engine::lanes::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
