#include "reports/html/markup.hpp"

#include "charts/unicode.hpp"
#include "files/plain_text.hpp"

namespace margincert::reports::html {
namespace {

using files::plain;

/// Exact numbers may be broken after this many characters without a place to break.
constexpr std::size_t longest_unbroken = 24;

void append_escaped(std::string& html, char32_t character) {
  switch (character) {
    case U'&':
      html += "&amp;";
      break;
    case U'<':
      html += "&lt;";
      break;
    case U'>':
      html += "&gt;";
      break;
    case U'"':
      html += "&quot;";
      break;
    default:
      html += charts::encoded({&character, 1});
  }
}

/// Escaped text in which a browser may break long numbers, paths and settings.
std::string breakable(std::string_view text) {
  std::string html;
  std::size_t unbroken = 0;
  for (const char32_t character : charts::decoded(plain(text))) {
    append_escaped(html, character);
    unbroken = character == U' ' || character == U'-' ? 0 : unbroken + 1;
    const bool joint = character == U'/' || character == U'.' || character == U',';
    if ((joint && unbroken > 8) || unbroken >= longest_unbroken) {
      html += "<wbr>";
      unbroken = 0;
    }
  }
  return html.ends_with("<wbr>") ? html.substr(0, html.size() - 5) : html;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string html;
  for (const char32_t character : charts::decoded(plain(text))) append_escaped(html, character);
  return html;
}

Markup::Markup(std::string_view plain) : html_(escaped(plain)) {}

Markup Markup::raw(std::string html) {
  Markup markup;
  markup.html_ = std::move(html);
  return markup;
}

Markup& Markup::operator+=(const Markup& more) {
  html_ += more.html_;
  return *this;
}

Markup tag(std::string_view name, const Attributes& attributes, const Markup& content) {
  std::string html = "<" + std::string(name);
  for (const auto& [attribute, value] : attributes) {
    if (!attribute.empty()) html += " " + attribute + "=\"" + escaped(value) + "\"";
  }
  return Markup::raw(html + ">" + content.html() + "</" + std::string(name) + ">");
}

Markup tag(std::string_view name, const Markup& content) { return tag(name, {}, content); }

Markup tag_of_class(std::string_view name, std::string_view css_class, const Markup& content) {
  return tag(name, {{"class", std::string(css_class)}}, content);
}

Markup name(std::string_view text) { return tag("bdi", Markup::raw(breakable(text))); }

Markup code(std::string_view text) { return tag("code", Markup::raw(breakable(text))); }

Markup command(std::string_view text) { return tag_of_class("p", "command", tag("kbd", Markup::raw(breakable(text)))); }

Markup link(std::string_view anchor, const Markup& content) {
  return tag("a", {{"href", "#" + std::string(anchor)}}, content);
}

Markup details(const Markup& summary, const Markup& content, bool open) {
  Attributes attributes;
  if (open) attributes.emplace_back("open", "");
  return tag("details", attributes, Markup::raw("\n") + tag("summary", summary) + Markup::raw("\n") + content) +
         Markup::raw("\n");
}

void define(Markup& list, const Markup& term, const Markup& meaning) {
  if (!meaning.empty()) list += tag("dt", term) + tag("dd", meaning) + Markup::raw("\n");
}

}  // namespace margincert::reports::html
