#include "charts/lettering.hpp"

#include "charts/unicode.hpp"

namespace margincert::charts {
namespace {

constexpr std::u32string_view ellipsis = U"…";

/// In parts of the font size.
double advance(char32_t point) {
  constexpr std::u32string_view thin = U"iIjl.,:;'|!·⁰¹²³⁴⁵⁶⁷⁸⁹⁻\u2009", wide = U"mwMWOQG@%—…−∞",
                                narrow = U" frt()[]/\\-–\"*", slim = U"cksvxyzJLTF";
  if (point >= 0x0300 && point < 0x0370) return 0;  // combining: it stands over the letter before
  if (point >= 0x2e80) return 1.1;                  // ideographs and pictures
  if (thin.find(point) != thin.npos) return 0.42;
  if (narrow.find(point) != narrow.npos) return 0.41;
  if (wide.find(point) != wide.npos) return 0.9;
  if (slim.find(point) != slim.npos) return 0.57;
  return point >= 'A' && point <= 'Z' ? 0.7 : 0.63;
}

double breadth(std::u32string_view text, double size) {
  double width = 0;
  for (const char32_t point : text) width += advance(point) * size;
  return width;
}

/// The longest start of the text that fits, at least one letter.
std::u32string_view fitting(std::u32string_view text, double size, double width) {
  std::size_t count = 1;
  while (count < text.size() && breadth(text.substr(0, count + 1), size) <= width) ++count;
  return text.substr(0, count);
}

std::u32string_view without_spaces_before(std::u32string_view text) {
  return text.substr(std::min(text.find_first_not_of(U' '), text.size()));
}

/// The next line of a text that is longer than one.
std::u32string_view next_line(std::u32string_view text, double size, double width) {
  const std::u32string_view line = fitting(text, size, width);
  if (line.size() == text.size() || text[line.size()] == U' ') return line;
  const std::size_t space = line.rfind(U' ');
  if (space != line.npos) return line.substr(0, space);
  const std::size_t mark = line.find_last_of(U"-.,:;/_=");
  return mark == line.npos ? line : line.substr(0, mark + 1);
}

std::u32string_view fitting_end(std::u32string_view text, double size, double width) {
  std::size_t count = 1;
  while (count < text.size() && breadth(text.substr(text.size() - count - 1), size) <= width) ++count;
  return text.substr(text.size() - count);
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : encoded(decoded(text))) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

double width_of(std::string_view text, double size) { return breadth(decoded(text), size); }

Lines wrapped(std::string_view text, double size, double width, std::size_t most) {
  Lines result;
  const std::u32string points = decoded(text);
  for (std::u32string_view rest = without_spaces_before(points); !rest.empty();) {
    if (result.lines.size() + 1 == most && breadth(rest, size) > width) {
      const double room = width - breadth(ellipsis, size);
      result.lines.push_back(encoded(std::u32string(fitting(rest, size, room)) + std::u32string(ellipsis)));
      result.cut = true;
      return result;
    }
    const std::u32string_view line = next_line(rest, size, width);
    result.lines.push_back(encoded(line));
    rest = without_spaces_before(rest.substr(line.size()));
  }
  return result;
}

Lines shortened(std::string_view text, double size, double width) {
  const std::u32string points = decoded(text);
  if (breadth(points, size) <= width) return {{encoded(points)}, false};
  const double room = (width - breadth(ellipsis, size)) / 2;
  return {{encoded(std::u32string(fitting(points, size, room)) + std::u32string(ellipsis) +
                   std::u32string(fitting_end(points, size, room)))},
          true};
}

}  // namespace margincert::charts
