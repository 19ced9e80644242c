#include "charts/unicode.hpp"

#include <optional>

namespace margincert::charts {
namespace {

constexpr char32_t replacement = 0xfffd;

unsigned byte(char c) { return static_cast<unsigned char>(c); }

/// The bytes that a sequence with this first byte has; 0 when none begins so.
std::size_t length_of(unsigned first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/// What the sequence at the front of the text stands for; nothing when it is cut short or longer than it need be.
std::optional<char32_t> front(std::string_view text, std::size_t length) {
  if (length == 0) return std::nullopt;
  if (length == 1) return byte(text[0]);
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  char32_t point = byte(text[0]) & (0x7fU >> length);
  for (std::size_t k = 1; k < length; ++k) {
    if (k >= text.size() || (byte(text[k]) & 0xc0) != 0x80) return std::nullopt;
    point = (point << 6) | (byte(text[k]) & 0x3f);
  }
  return point < least[length] ? std::nullopt : std::optional(point);
}

char32_t allowed(char32_t point) {
  if (point == '\n' || point == '\r' || point == '\t') return ' ';
  const bool control = point < 0x20 || (point >= 0x7f && point < 0xa0), surrogate = point >= 0xd800 && point < 0xe000;
  return control || surrogate || (point & 0xfffe) == 0xfffe || point > 0x10ffff ? replacement : point;
}

}  // namespace

std::u32string decoded(std::string_view text) {
  std::u32string points;
  while (!text.empty()) {
    const std::size_t length = length_of(byte(text[0]));
    const std::optional<char32_t> point = front(text, length);
    points += point ? allowed(*point) : replacement;
    text.remove_prefix(point ? length : 1);
  }
  return points;
}

std::string encoded(std::u32string_view text) {
  std::string bytes;
  const auto put = [&](char32_t value) { bytes += static_cast<char>(value); };
  const auto put_rest = [&](char32_t point, int sequence) {
    for (int shift = 6 * (sequence - 2); shift >= 0; shift -= 6) put(0x80 | ((point >> shift) & 0x3f));
  };
  for (const char32_t point : text) {
    if (point < 0x80) {
      put(point);
    } else if (point < 0x800) {
      put(0xc0 | (point >> 6));
      put_rest(point, 2);
    } else if (point < 0x10000) {
      put(0xe0 | (point >> 12));
      put_rest(point, 3);
    } else {
      put(0xf0 | (point >> 18));
      put_rest(point, 4);
    }
  }
  return bytes;
}

}  // namespace margincert::charts
