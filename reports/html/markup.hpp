#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// HTML by construction: plain text turns into markup by being escaped, so that no name out of a report can break out of
// its place.
namespace margincert::reports::html {

/// A piece of the page. From plain text, which is escaped; raw() is for what this program wrote as markup itself.
class Markup {
 public:
  Markup() = default;
  Markup(std::string_view plain);  // NOLINT: implicit, so that text is escaped wherever markup is wanted
  Markup(const std::string& plain) : Markup(std::string_view(plain)) {}
  Markup(const char* plain) : Markup(std::string_view(plain)) {}
  static Markup raw(std::string html);

  const std::string& html() const { return html_; }
  bool empty() const { return html_.empty(); }
  Markup& operator+=(const Markup& more);
  friend Markup operator+(Markup left, const Markup& right) { return left += right; }

 private:
  std::string html_;
};

/// Attribute names and values; the values are escaped. One with an empty name is left out.
using Attributes = std::vector<std::pair<std::string, std::string>>;

/// <name attributes>content</name>
Markup tag(std::string_view name, const Attributes& attributes, const Markup& content);
Markup tag(std::string_view name, const Markup& content);
/// <name class="…">content</name>
Markup tag_of_class(std::string_view name, std::string_view css_class, const Markup& content);

/// A name that somebody else chose: shown on its own, whichever way its letters run.
Markup name(std::string_view text);
/// Text of a machine: ids, commands, exact numbers. Long ones may be broken anywhere sensible.
Markup code(std::string_view text);
/// A command to be copied, on lines of its own.
Markup command(std::string_view text);
Markup link(std::string_view anchor, const Markup& content);
/// What is shown when asked for.
Markup details(const Markup& summary, const Markup& content, bool open = false);
/// Adds a term to what will stand in a <dl>; nothing when there is nothing to say of it.
void define(Markup& list, const Markup& term, const Markup& meaning);

/// Text for an attribute or an element, as plain() has it, with & < > " escaped.
std::string escaped(std::string_view text);

}  // namespace margincert::reports::html
