#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace margincert::files {

/// The object's canonical text: compact, keys sorted by their UTF-8 bytes, strings escaped only where JSON must.
/// Line breaks, blanks, the order of keys and escapes that need not be leave no trace in it.
std::string canonical_text(const nlohmann::json& value);

/// 16 lower-case hex digits: FNV-1a (numeric/fnv1a.hpp) of the object's canonical text without its own member "digest".
std::string digest_of(const nlohmann::json& object);

}  // namespace margincert::files
