#include "files/toml_reader.hpp"

#include <doctest/doctest.h>

#include "tests/files/support.hpp"

namespace margincert::files {

using test::message_of;

namespace {

constexpr const char* garden = R"(
name = "rose"
count = 3
share = 0.25
exact = "0x1.8p-1"
endless = inf
empty = ""
flag = true
colours = ["red", "white"]
day = 2026-11-22

[soil]
depth = 2

[soil.layers]
"top.most" = 1
)";

template <class Ask>
std::string refused_garden(Ask ask) {
  const TomlDocument document(garden, "f");
  return message_of([&] { ask(document.root()); });
}

}  // namespace

TEST_CASE("a TOML document answers what it is asked") {
  const TomlDocument document(garden, "f");
  const TomlNode root = document.root();
  CHECK(root.member("name").string() == "rose");
  CHECK(root.member("count").integer(0, 3) == 3);
  CHECK(root.member("count").number() == 3);
  CHECK(root.member("share").number() == 0.25);
  CHECK(root.member("exact").number() == 0.75);
  CHECK(root.member("count").word() == "3");
  CHECK(root.member("share").word() == "0.25");
  CHECK(root.member("name").word() == "rose");
  REQUIRE(root.member("colours").array().size() == 2);
  CHECK(root.member("colours").array()[1].string() == "white");
  CHECK(root.member("soil").member("layers").members().front().first == "top.most");
  CHECK_FALSE(root.has("soils"));
}

TEST_CASE("every refusal names line, column, key and remedy") {
  const std::pair<std::string, std::string> table[] = {
      {refused_garden([](const TomlNode& root) { root.member("nmae"); }),
       "f: line 1, column 1: the key 'nmae' is missing; add it"},
      {refused_garden([](const TomlNode& root) { root.member("count").string(); }),
       "f: line 3, column 9: 'count' is an integer; give a string, in double quotes"},
      {refused_garden([](const TomlNode& root) { root.member("count").integer(4, 9); }),
       "f: line 3, column 9: 'count' is 3; give a whole number from 4 to 9"},
      {refused_garden([](const TomlNode& root) { root.member("share").integer(0, 9); }),
       "f: line 4, column 9: 'share' is a decimal number; give a whole number"},
      {refused_garden([](const TomlNode& root) { root.member("name").number(); }),
       "f: line 2, column 8: 'name' is a string; give a number"},
      {refused_garden([](const TomlNode& root) { root.member("endless").number(); }),
       "f: line 6, column 11: 'endless' is inf; give a finite number"},
      {refused_garden([](const TomlNode& root) { root.member("empty").string(); }),
       "f: line 7, column 9: 'empty' is empty; leave it out or give a value"},
      {refused_garden([](const TomlNode& root) { root.member("flag").word(); }),
       "f: line 8, column 8: 'flag' is a boolean; give a number or a string"},
      {refused_garden([](const TomlNode& root) { root.member("name").array(); }),
       "f: line 2, column 8: 'name' is a string; give an array, in brackets"},
      {refused_garden([](const TomlNode& root) { root.member("colours").array()[0].integer(0, 1); }),
       "f: line 9, column 12: 'colours[0]' is a string; give a whole number"},
      {refused_garden([](const TomlNode& root) { root.member("day").members(); }),
       "f: line 10, column 7: 'day' is a date; give a table"},
      {refused_garden([](const TomlNode& root) {
         root.member("soil").table({"deepth", "layers"});
       }),
       "f: line 13, column 1: unknown key 'soil.depth'; did you mean 'deepth'?"},
      {refused_garden([](const TomlNode& root) { root.member("soil").member("layers").table({"x"}); }),
       "f: line 16, column 1: unknown key 'soil.layers.top.most'; remove it, or use one of 'x'"},
  };
  for (const auto& [message, expected] : table) CHECK(message == expected);
}

TEST_CASE("text that is not TOML is refused in one line") {
  const std::pair<const char*, const char*> table[] = {
      {"a = 1\na = 2", "f: line 2, column "}, {"[a]\n[a]", "f: line 2, column "},   {"a = ", "f: line 1, column "},
      {"a = \"\xff\"", "f: line 1, column "}, {"{\"a\": 1}", "f: line 1, column "},
  };
  for (const auto& [its_text, begin] : table) {
    const auto& text = its_text;
    CAPTURE(text);
    const std::string message = message_of([&] { TomlDocument(text, "f"); });
    CAPTURE(message);
    CHECK(message.starts_with(begin));
    CHECK(message.find("is not TOML: ") != std::string::npos);
    CHECK(message.find('\n') == std::string::npos);
  }
}

}  // namespace margincert::files
