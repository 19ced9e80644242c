#include "files/plain_text.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "files/file_error.hpp"
#include "tests/support/property.hpp"

namespace margincert::files_tests {
namespace {

using files::plain;
using files::plain_line;
using files::plain_shortened;

std::string any_bytes() {
  const auto bytes = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 256));
  return {bytes.begin(), bytes.end()};
}

std::string any_text() {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("PASS", "FAIL", "::", ":", " ", "\n", "\x1b[2J", "##", "[", "vso[", "error",
                                    "\u00a0", "\u202e", "\u009b", "\xff", "\xe2", "a", "-"));
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  return text;
}

/// What is left of a line once blanks of all scripts are taken off its front, as GitHub's runner does.
std::string_view without_blanks(std::string_view line) {
  const auto is_blank = [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x80;
  };
  while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
  return line;
}

}  // namespace

TEST_CASE("what could be smuggled in by a name is made visible, all else stays") {
  CHECK(plain("Δ_{t+1} ≥ 𝔸, größe <&>\"'`|") == "Δ_{t+1} ≥ 𝔸, größe <&>\"'`|");
  CHECK(plain("first\nsecond\r\t\x1b[31m") == "first\\x0asecond\\x0d\\x09\\x1b[31m");
  CHECK(plain(std::string("nul\0nul", 7)) == "nul\\x00nul");
  CHECK(plain("\x7f\xc2\x85") == "\\x7f\\x85");
  CHECK(plain("\u202e\u2028\ufeff\ufffe") == "\\u{202e}\\u{2028}\\u{feff}\\u{fffe}");
  CHECK(plain("\u009b31m\u2067\u202a") == "\\x9b31m\\u{2067}\\u{202a}");
  CHECK(plain("a\u200bb\u2060\u00adc\U000e0041") == "a\\u{200b}b\\u{2060}\\u{ad}c\\u{e0041}");
}

TEST_CASE("bytes that are no UTF-8 are shown one by one: overlong forms, surrogates, cut and stray ones") {
  CHECK(plain("\xff") == "\\xff");
  CHECK(plain("\xc0\xaf") == "\\xc0\\xaf");
  CHECK(plain("\xe0\x80\xaf") == "\\xe0\\x80\\xaf");
  CHECK(plain("\xed\xa0\x80") == "\\xed\\xa0\\x80");
  CHECK(plain("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
  CHECK(plain("\xe2\x89") == "\\xe2\\x89");
  CHECK(plain("a\x80z") == "a\\x80z");
}

TEST_CASE("plain text is plain already, and cutting it leaves whole characters") {
  testing::check_property("plain-text", [] {
    const std::string line = plain(any_bytes());
    RC_ASSERT(plain(line) == line);
    RC_ASSERT(std::ranges::none_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
    const auto most = static_cast<std::size_t>(*rc::gen::inRange(3, 60));
    const std::string cut = plain_shortened(line, most);
    RC_ASSERT(cut.size() <= most);
    RC_ASSERT(plain(cut) == cut);
    RC_ASSERT((line.size() > most || cut == line));
  });
  CHECK(plain_shortened("größe", 6) == "gr…");
}

TEST_CASE("a line is one line, whatever is in it: no verdict of ours and no command to a runner") {
  CHECK(plain_line("soft on cone: 3 of 3 tasks") == "soft on cone: 3 of 3 tasks\n");
  CHECK(plain_line("PASS holds=9 on cone") == "\\x50ASS holds=9 on cone\n");
  CHECK(plain_line("NOTHING-CHECKED") == "\\x4eOTHING-CHECKED\n");
  CHECK(plain_line("PASSAGE and PASS") == "PASSAGE and PASS\n");
  CHECK(plain_line("  \u00a0::error::x") == "  \u00a0\\x3a:error::x\n");
  CHECK(plain_line("std::vector") == "std::vector\n");
  CHECK(plain_line("a ##[error]b ##vso[x]") == "a \\x23#[error]b \\x23#vso[x]\n");
  testing::check_property("plain-line", [] {
    const std::string line = plain_line(any_text());
    RC_ASSERT(std::ranges::count(line, '\n') == 1);
    RC_ASSERT(line.ends_with('\n'));
    RC_ASSERT(plain_line(line.substr(0, line.size() - 1)) == line);
    RC_ASSERT(!without_blanks(line).starts_with("::"));
    for (const char* command : {"##[", "##vso["}) RC_ASSERT(line.find(command) == std::string::npos);
    for (const char* verdict : {"PASS", "FAIL"}) RC_ASSERT(!line.starts_with(std::string(verdict) + "\n"));
  });
}

TEST_CASE("what a file is called does not break the line that says what is wrong with it") {
  const files::FileError error("evil\n\x1b[2J\u202e\xff.json", "/a", "is \u009bwrong", "mend it");
  CHECK(std::string(error.what()) == "evil\\x0a\\x1b[2J\\u{202e}\\xff.json: /a: is \\x9bwrong; mend it");
}

}  // namespace margincert::files_tests
