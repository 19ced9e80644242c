#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace margincert::files {

inline constexpr std::size_t deepest_nesting = 32;

/// UTF-8 text from a file, cut where it is too long for a message of one readable line.
std::string shortened(std::string_view text);

/// One more step of a JSON pointer: "/" and the key, with the pointer's escapes for "~" and "/".
std::string pointer_step(std::string_view key);

/// The JSON value that makes up the whole text. FileError, with line and column or with the JSON pointer of the place,
/// on anything RFC 8259 does not allow, and on what it leaves open: duplicate keys, numbers beyond binary64, a byte
/// order mark, nesting deeper than `deepest_nesting`.
nlohmann::json parse_strictly(std::string_view text, const std::string& name);

}  // namespace margincert::files
