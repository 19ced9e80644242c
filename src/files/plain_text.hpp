#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace margincert::files {

/// Text of others (names of files, families, models) as one line of UTF-8 that nothing can be smuggled in by: control
/// characters and bytes that are no UTF-8 are written as \x1b; line separators, marks of writing direction, what has no
/// width and noncharacters as \u{202e}. All else stays as it is, quotes and markup included: escaping those is each
/// format's own.
std::string plain(std::string_view text);

/// The same, cut to at most `most` bytes, never within a character, with an ellipsis where something is missing.
std::string plain_shortened(std::string_view text, std::size_t most);

/// A line of what a program prints, its line feed included, in which texts of others stand: plain as a whole. Where
/// they begin it they cannot make a verdict of it ("PASS holds=9"), and nowhere a command to the system that runs the
/// program
/// ("::error::", "##[error]", "##vso[").
std::string plain_line(std::string_view text);

}  // namespace margincert::files
