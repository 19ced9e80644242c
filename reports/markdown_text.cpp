#include "reports/markdown_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "files/plain_text.hpp"

namespace margincert::reports {
namespace {

using files::plain;

/// Letters, digits, and the punctuation that can begin nothing within a line.
bool is_plain_markdown(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view(" .,;=/?%-").find(c) != std::string_view::npos;
}

/// A character reference is never markup (CommonMark 0.30, 2.5), whatever character it stands for.
std::string referenced(std::string_view line) {
  std::string out;
  for (const char c : line) {
    const bool address = c == '.' && out.ends_with('w');  // GitHub makes links of what begins with "www."
    if (is_plain_markdown(c) && !address) {
      out += c;
    } else {
      out += fmt::format("&#{};", static_cast<int>(c));
    }
  }
  return out;
}

std::size_t longest_run_of_backticks(std::string_view text) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

std::string markdown_text(std::string_view text) { return referenced(plain(text)); }

std::string markdown_code(std::string_view text) { return "<code>" + referenced(plain(text)) + "</code>"; }

std::string markdown_block(std::string_view line) {
  const std::string inside = plain(line);
  const std::string fence(std::max<std::size_t>(3, longest_run_of_backticks(inside) + 1), '`');
  return fmt::format("{}sh\n{}\n{}\n", fence, inside, fence);
}

bool MarkdownDocument::add_item(std::string_view item) {
  if (left_out_ > 0 || text_.size() + item.size() > most_) {
    ++left_out_;
    return false;
  }
  text_ += item;
  return true;
}

}  // namespace margincert::reports
