#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace margincert::reports {

/// Text of others within a paragraph, a list or a table's cell: no character of it is markup, a link or a mention.
std::string markdown_text(std::string_view text);

/// The same, in typewriter letters.
std::string markdown_code(std::string_view text);

/// Lines to be copied, as a fenced block of which no line is markup.
std::string markdown_block(std::string_view line);

/// A document of limited size. What does not fit is left out whole, and counted.
class MarkdownDocument {
 public:
  explicit MarkdownDocument(std::size_t most_bytes) : most_(most_bytes) {}

  /// Headings and the like, which are short and always there.
  void add(std::string_view text) { text_ += text; }
  /// One of many. False, and nothing added, once the document is full.
  bool add_item(std::string_view item);
  std::size_t left_out() const { return left_out_; }
  const std::string& text() const { return text_; }

 private:
  std::size_t most_, left_out_ = 0;
  std::string text_;
};

}  // namespace margincert::reports
