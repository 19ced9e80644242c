#pragma once

#include <cstddef>

/// How the engine counts rounding errors (docs/engine.md, section 2). Everything is rounded to nearest; for each
/// operation of + - * / sqrt and fused multiply-add whose result does not underflow
///
///     fl(a o b) = (a o b)(1 + e),  |e| <= u = 2^-53,
///
/// and sums and differences never underflow. A product or quotient that does is off by at most 2^-1074.
namespace margincert::engine {

inline constexpr double unit_roundoff = 0x1p-53;

/// At least γ_k = k u / (1 - k u): what k roundings, one on top of another, add up to. Lemma 1. For k <= 2^32 k u is at
/// most 2^-21, so 1 / (1 - k u) < 1 + 2^-20.
inline double gamma(double k) { return k * unit_roundoff * (1 + 0x1p-20); }

/// What a bound made of at most 2^12 roundings, of terms none of which is negative, is multiplied by so that it is one
/// in spite of them: (1 - u)^-4096 < 1 + 2^-40.
inline constexpr double growth = 1 + 0x1p-40;

/// What is added to a bound for all that underflowed on the way, to the midpoint and to the bound. Magnitudes below
/// `largest` see to that: fewer than 2^60 such losses of 2^-1074 are multiplied by at most five of them.
inline constexpr double underflow_allowance = 0x1p-400;

/// Norms, radii and parameters have to stay below; the engine has no answer for what does not.
inline constexpr double largest = 0x1p64;

/// Sizes likewise: points, features and classes.
inline constexpr std::size_t largest_size = std::size_t{1} << 24;

/// Sums over keys are formed of sums of this many terms.
inline constexpr std::size_t keys_per_sum = 64;

/// How many additions a term of such a sum goes through at most, over n keys: those in its part, then those of parts.
inline std::size_t additions(std::size_t keys) {
  if (keys <= keys_per_sum) return keys;
  return keys_per_sum + (keys + keys_per_sum - 1) / keys_per_sum;
}

}  // namespace margincert::engine
