#pragma once

#include <string>
#include <string_view>
#include <vector>

// How much room text takes, and how it is made to take less. Which font draws it is not known, so widths are those of a
// wide one (DejaVu Sans): what fits by them fits elsewhere.
namespace margincert::charts {

/// As the content of an element or an attribute of XML, whatever the bytes are.
std::string escaped(std::string_view text);

/// Estimated width in pixels at this font size.
double width_of(std::string_view text, double size);

struct Lines {
  std::vector<std::string> lines;
  bool cut = false;  ///< the last line ends in "…" because the text went on
};

/// The text broken at spaces or after punctuation within words, and anywhere in words that are too long, into at most
/// `most` lines of this width.
Lines wrapped(std::string_view text, double size, double width, std::size_t most);

/// On one line of this width: what is too long loses its middle, because names often differ in their ends.
Lines shortened(std::string_view text, double size, double width);

}  // namespace margincert::charts
