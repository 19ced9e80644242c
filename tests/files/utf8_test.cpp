#include "files/utf8.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "files/json_writer.hpp"
#include "tests/support/property.hpp"
#include "tests/files/support.hpp"

namespace margincert::files {

namespace {

bool is_utf8(std::string_view text) {
  try {
    static_cast<void>(nlohmann::json(text).dump());
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
  return true;
}

}  // namespace

TEST_CASE("bytes that are no UTF-8 are written as escapes, and all else stays") {
  CHECK(as_utf8("") == "");
  CHECK(as_utf8("größe \\ \"\n\x1b") == "größe \\ \"\n\x1b");
  CHECK(as_utf8("mod\xe9les") == "mod\\xe9les");
  CHECK(as_utf8("\xff\xc3") == "\\xff\\xc3");
  CHECK(as_utf8("\xe2\x82") == "\\xe2\\x82");                  // cut short
  CHECK(as_utf8("\xc0\xaf") == "\\xc0\\xaf");                  // overlong
  CHECK(as_utf8("\xed\xa0\x80") == "\\xed\\xa0\\x80");         // a surrogate
  CHECK(as_utf8("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // beyond U+10FFFF
  CHECK(as_utf8(std::string_view("a\0b", 3)) == std::string_view("a\0b", 3));
}

TEST_CASE("what comes out of any bytes is UTF-8, and UTF-8 comes out as it was") {
  property::check_property("any-bytes-as-utf8", [] {
    const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    const std::string text = as_utf8(bytes);
    RC_ASSERT(is_utf8(text));
    RC_ASSERT(as_utf8(text) == text);
    RC_ASSERT(is_utf8(bytes) == (text == bytes));
  });
}

TEST_CASE("a document holds the escapes wherever a text stands in it, and numbers as they were") {
  const nlohmann::ordered_json value{{"z\xe9", {"\xe9", 1, 18446744073709551615u, 0.1, nullptr, true}},
                                     {"a", nlohmann::ordered_json::object()}, {"b", nlohmann::ordered_json::array()}};
  CHECK(document_text(value, -1) ==
        "{\"z\\\\xe9\":[\"\\\\xe9\",1,18446744073709551615,0.1,null,true],\"a\":{},\"b\":[]}\n");
}

}  // namespace margincert::files
