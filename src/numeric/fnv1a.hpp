#pragma once

#include <cstdint>
#include <string_view>

namespace margincert::numeric {

/// FNV-1a, 64 bits: state <- (state xor byte) * prime mod 2^64, byte by byte. A text as a number, the same on every
/// machine (std::hash promises no such thing).
///
/// Two texts of equal length that differ in one byte never share a value. The prime is odd, so for a fixed byte the
/// step is a bijection of the state, and for a fixed state it is injective in the byte: the one byte makes the states
/// differ, and the equal bytes after it keep them apart. Other differences go unseen with a chance of about 2^-64.
/// That guards against accidents, not against forgery: anyone can compute it.
constexpr std::uint64_t fnv1a(std::string_view text) {
  constexpr std::uint64_t offset_basis = 0xcbf29ce484222325, prime = 0x100000001b3;
  std::uint64_t state = offset_basis;
  for (const char c : text) state = (state ^ static_cast<unsigned char>(c)) * prime;
  return state;
}

}  // namespace margincert::numeric
