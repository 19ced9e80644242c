#include "reports/plain_text.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace margincert::reports {
namespace {

struct Decoded {
  std::uint32_t point = 0;
  std::size_t bytes = 0;  ///< 0: no UTF-8 starts here
};

/// One character of UTF-8 (RFC 3629): shortest form, no surrogates, at most U+10FFFF.
Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t bytes = first >= 0xf0 && first <= 0xf4   ? 4
                            : first >= 0xe0 && first <= 0xef ? 3
                            : first >= 0xc2 && first <= 0xdf ? 2
                                                             : 0;
  if (bytes == 0 || text.size() < bytes) return {};
  std::uint32_t point = first & (0x7fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    point = point << 6 | (byte(i) & 0x3fu);
  }
  const bool overlong = (bytes == 3 && point < 0x800) || (bytes == 4 && point < 0x10000);
  const bool surrogate = point >= 0xd800 && point <= 0xdfff;
  return overlong || surrogate || point > 0x10ffff ? Decoded{} : Decoded{point, bytes};
}

bool is_control(std::uint32_t point) { return point < 0x20 || (point >= 0x7f && point < 0xa0); }

/// What breaks lines, reorders the text around it, or is no character at all.
bool is_treacherous(std::uint32_t point) {
  return point == 0x2028 || point == 0x2029 || point == 0x061c || point == 0x200e || point == 0x200f ||
         (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069) || point == 0xfeff ||
         (point >= 0xfdd0 && point <= 0xfdef) || (point & 0xfffe) == 0xfffe;
}

/// The next character, made harmless, which is taken off the text.
std::string take(std::string_view& text) {
  const Decoded next = decode(text);
  const std::size_t bytes = next.bytes == 0 ? 1 : next.bytes;
  std::string taken(text.substr(0, bytes));
  if (next.bytes == 0) {
    taken = fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
  } else if (is_control(next.point)) {
    taken = fmt::format("\\x{:02x}", next.point);
  } else if (is_treacherous(next.point)) {
    taken = fmt::format("\\u{{{:x}}}", next.point);
  }
  text.remove_prefix(bytes);
  return taken;
}

}  // namespace

std::string plain(std::string_view text) {
  std::string line;
  while (!text.empty()) line += take(text);
  return line;
}

std::string plain_shortened(std::string_view text, std::size_t most) {
  constexpr std::string_view ellipsis = "…";
  std::string line;
  std::size_t cut = 0;  // where an ellipsis still fits behind
  while (!text.empty()) {
    line += take(text);
    if (line.size() + ellipsis.size() <= most) cut = line.size();
    if (line.size() > most) return line.substr(0, cut).append(ellipsis);
  }
  return line;
}

}  // namespace margincert::reports
