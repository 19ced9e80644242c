#pragma once

#include <string>
#include <string_view>

namespace margincert::charts {

/// The code points of a UTF-8 text as XML may hold them on one line: what is not UTF-8, and what XML forbids, becomes
/// U+FFFD; line breaks and tabs become spaces.
std::u32string decoded(std::string_view text);

std::string encoded(std::u32string_view text);

}  // namespace margincert::charts
