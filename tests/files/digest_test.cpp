#include "files/digest.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <nlohmann/json.hpp>

#include "files/strict_parse.hpp"
#include "numeric/fnv1a.hpp"

namespace margincert::files {

namespace {

using numeric::fnv1a;

std::string digest_of_text(const std::string& text) { return digest_of(parse_strictly(text, "f")); }
std::string canonical(const std::string& text) { return canonical_text(parse_strictly(text, "f")); }

}  // namespace

TEST_CASE("FNV-1a gives its authors' values") {
  CHECK(fnv1a("") == 0xcbf29ce484222325);
  CHECK(fnv1a("a") == 0xaf63dc4c8601ec8c);
  CHECK(fnv1a("foobar") == 0x85944171f73967e8);
  CHECK(fnv1a("\xff\x01") == 0x0a99a707b6f60d9d);  // bytes are not signed
}

TEST_CASE("one changed byte always changes FNV-1a") {
  CHECK(rc::check("FNV-1a sees one byte", [] {
    const std::string text = *rc::gen::nonEmpty(rc::gen::arbitrary<std::string>());
    std::string changed = text;
    char& byte = changed[*rc::gen::inRange<std::size_t>(0, text.size())];
    byte = static_cast<char>(byte ^ *rc::gen::inRange(1, 256));
    RC_ASSERT(fnv1a(changed) != fnv1a(text));
  }));
}

TEST_CASE("the canonical text is compact, sorted by bytes and escaped only where it must be") {
  CHECK(canonical(" { \"b\" : [ 1 , null ] , \"a\" : { \"z\" : \"x y\" , \"y\" : -2 } } ") ==
        R"({"a":{"y":-2,"z":"x y"},"b":[1,null]})");
  CHECK(canonical(R"({"\u00e9":1,"z":2,"Z":3,"\ud83d\ude00":4,"\uffee":5})") ==
        "{\"Z\":3,\"z\":2,\"\xc3\xa9\":1,\"\xef\xbf\xae\":5,\"\xf0\x9f\x98\x80\":4}");
  CHECK(canonical(R"(["\u0041\/\"\\\b\f\n\r\t\u0000\u001F\u007f"])") ==
        "[\"A/\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\x7f\"]");
}

TEST_CASE("a digest is that of the canonical text without the object's own digest") {
  CHECK(digest_of_text("{}") == "08f44b07b5901a25");
  CHECK(digest_of_text(R"({"a":1})") == digest_of_text(" {\"digest\": \"whatever\",\n\"\\u0061\": 1}"));
  CHECK(digest_of_text(R"({"a":1})") != digest_of_text(R"({"a":"1"})"));
  CHECK(digest_of_text(R"({"a":{"digest":1}})") != digest_of_text(R"({"a":{}})"));
}

}  // namespace margincert::files
