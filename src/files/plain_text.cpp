#include "files/plain_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "files/utf8.hpp"

namespace margincert::files {
namespace {

struct Decoded {
  std::uint32_t point = 0;
  std::size_t bytes = 0;  ///< 0: no UTF-8 starts here
};

/// One character of UTF-8.
Decoded decode(std::string_view text) {
  const std::size_t bytes = utf8_length(text);
  if (bytes == 0) return {};
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  std::uint32_t point = bytes == 1 ? byte(0) : byte(0) & (0x7fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) point = point << 6 | (byte(i) & 0x3fu);
  return {point, bytes};
}

bool is_control(std::uint32_t point) { return point < 0x20 || (point >= 0x7f && point < 0xa0); }

struct Points {
  std::uint32_t first, last;
};

/// What breaks lines, reorders the text around it or is not seen: the format characters of Unicode (Cf, of those in use
/// within lines), fillers of no width, variation selectors and tags.
constexpr Points treacherous[] = {
    {0x00ad, 0x00ad}, {0x034f, 0x034f}, {0x061c, 0x061c}, {0x115f, 0x1160},   {0x17b4, 0x17b5},  {0x180b, 0x180f},
    {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0x3164, 0x3164},   {0xfe00, 0xfe0f},  {0xfeff, 0xfeff},
    {0xffa0, 0xffa0}, {0xfdd0, 0xfdef}, {0xfff9, 0xfffb}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};

bool is_treacherous(std::uint32_t point) {
  const bool noncharacter = (point & 0xfffe) == 0xfffe;
  return noncharacter || std::ranges::any_of(treacherous, [&](const Points& range) {
           return range.first <= point && point <= range.last;
         });
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

/// What the program's own last lines begin with (docs/cli.md).
constexpr std::string_view verdicts[] = {"PASS",    "FAIL",       "INCONCLUSIVE", "NOTHING-CHECKED",
                                         "FOUND",   "NONE-FOUND", "COMPARED",     "EXTRACTED",
                                         "TRAINED", "DIVERGED",   "COMPLETE",     "INTERRUPTED"};

bool begins_with_verdict(std::string_view line) {
  const std::string_view word = line.substr(0, line.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ-"));
  return std::ranges::find(verdicts, word) != std::end(verdicts);
}

/// Runners pass over blanks, of any script, before "::".
bool is_blank_or_foreign(char c) {
  return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x80;
}

void escape_at(std::string& line, std::size_t at) {
  line.replace(at, 1, fmt::format("\\x{:02x}", static_cast<unsigned char>(line[at])));
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

std::string plain_line(std::string_view text) {
  std::string line = plain(text);
  for (const std::string_view command : {"##[", "##vso["}) {
    for (std::size_t at; (at = line.find(command)) != std::string::npos;) escape_at(line, at);
  }
  const auto first = static_cast<std::size_t>(std::ranges::find_if_not(line, is_blank_or_foreign) - line.begin());
  if (std::string_view(line).substr(first).starts_with("::")) escape_at(line, first);
  if (begins_with_verdict(line)) escape_at(line, 0);
  return line + '\n';
}

}  // namespace margincert::files
