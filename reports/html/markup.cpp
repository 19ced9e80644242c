#include "reports/html/markup.hpp"

#include <algorithm>
#include <cstdint>

namespace margincert::reports::html {
namespace {

constexpr const char* replacement = "\uFFFD";
/// Exact numbers may be broken after this many characters without a place to break.
constexpr std::size_t longest_unbroken = 20;

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;  ///< bytes; 0 when the bytes there are no UTF-8
};

CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[at + k]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return {};
  std::uint32_t value = first & (0x7Fu >> length);
  for (std::size_t k = 1; k < length; ++k) {
    if ((byte(k) & 0xC0) != 0x80) return {};
    value = (value << 6) | (byte(k) & 0x3Fu);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  return overlong || surrogate || value > 0x10FFFF ? CodePoint{} : CodePoint{value, length};
}

bool may_stand_in_html(std::uint32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n';
  const bool noncharacter = (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
  return !(c >= 0x7F && c <= 0x9F) && !noncharacter;
}

void append_escaped(std::string& html, std::string_view character) {
  if (character == "&") {
    html += "&amp;";
  } else if (character == "<") {
    html += "&lt;";
  } else if (character == ">") {
    html += "&gt;";
  } else if (character == "\"") {
    html += "&quot;";
  } else {
    html += character;
  }
}

/// Calls take(character) for each code point, with the replacement character for what may not stand in HTML.
template <class Take>
void for_each_character(std::string_view text, const Take& take) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    take(c.length > 0 && may_stand_in_html(c.value) ? text.substr(at, c.length) : std::string_view(replacement));
    at += std::max<std::size_t>(c.length, 1);
  }
}

/// Escaped text in which a browser may break long numbers, paths and settings.
std::string breakable(std::string_view text) {
  std::string html;
  std::size_t unbroken = 0;
  for_each_character(text, [&](std::string_view character) {
    append_escaped(html, character);
    unbroken = character == " " || character == "-" ? 0 : unbroken + 1;
    const bool joint = character == "/" || character == "=" || character == "_";
    if ((joint && unbroken > 3) || unbroken >= longest_unbroken) {
      html += "<wbr>";
      unbroken = 0;
    }
  });
  return html.ends_with("<wbr>") ? html.substr(0, html.size() - 5) : html;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string html;
  for_each_character(text, [&](std::string_view character) { append_escaped(html, character); });
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
