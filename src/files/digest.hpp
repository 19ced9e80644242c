#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace margincert::files {

/// FNV-1a, 64 bits: state <- (state xor byte) * prime mod 2^64, byte by byte.
///
/// Two texts of equal length that differ in one byte never share a value. The prime is odd, so for a fixed byte the
/// step is a bijection of the state, and for a fixed state it is injective in the byte: the one byte makes the states
/// differ, and the equal bytes after it keep them apart. Other differences go unseen with a chance of about 2^-64.
/// That guards against accidents, not against forgery: anyone can compute it.
std::uint64_t fnv1a_64(std::string_view text);

/// The object's canonical text: compact, keys sorted by their UTF-8 bytes, strings escaped only where JSON must.
/// Line breaks, blanks, the order of keys and escapes that need not be leave no trace in it.
std::string canonical_text(const nlohmann::json& value);

/// 16 lower-case hex digits: FNV-1a of the object's canonical text without its own member "digest".
std::string digest_of(const nlohmann::json& object);

}  // namespace margincert::files
