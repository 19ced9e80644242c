#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace margincert::files {

/// Does this byte go on with a character, rather than begin one?
inline bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// Length of the well-formed UTF-8 sequence at the front of a text that is not empty (Unicode, table 3-7), or 0.
std::size_t utf8_length(std::string_view text);

/// The text as a document can hold it: every byte that is no UTF-8, such as names of files may have, becomes \xNN, and
/// all else stays as it is.
std::string as_utf8(std::string_view text);

}  // namespace margincert::files
