#include "files/json_reader.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "files/text_file.hpp"
#include "tests/files/support.hpp"

namespace margincert::files {

using test::message_of;
using test::Scratch;

namespace {

struct Refusal {
  std::string text;
  std::string message;  ///< how it begins
};

template <class Action>
void check_refused(const Refusal& refusal, Action action) {
  CAPTURE(refusal.text);
  const std::string message = message_of(action);
  CAPTURE(message);
  CHECK(message.starts_with(refusal.message));
  CHECK(message.find('\n') == std::string::npos);
}

std::string nested(std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

}  // namespace

TEST_CASE("text that is not strict JSON is refused with its place") {
  const Refusal table[] = {
      {"", "f: line 1, column 1: is not JSON: syntax error while parsing value - unexpected end of input"},
      {"{\"a\": 1,\n \"b\": }", "f: line 2, column 7: is not JSON: syntax error while parsing value - unexpected '}'"},
      {"{\"a\": 1", "f: line 1, column 8: is not JSON: syntax error while parsing object - unexpected end of input"},
      {"[1,]", "f: line 1, column 4: is not JSON: syntax error"},
      {"[1] 2", "f: line 1, column 5: is not JSON: syntax error while parsing value - unexpected number literal"},
      {"{} {}", "f: line 1, column 4: is not JSON"},
      {"[1] // one", "f: line 1, column 5: is not JSON"},
      {"[NaN]", "f: line 1, column 2: is not JSON"},
      {"[Infinity]", "f: line 1, column 2: is not JSON"},
      {"[-Infinity]", "f: line 1, column 3: is not JSON"},
      {"[01]", "f: line 1, column 3: is not JSON"},
      {"[+1]", "f: line 1, column 2: is not JSON"},
      {"[.5]", "f: line 1, column 2: is not JSON"},
      {"['a']", "f: line 1, column 2: is not JSON"},
      {"\"\\ud800\"", "f: line 1, column 8: is not JSON"},
      {"[\"é\", x]", "f: line 1, column 7: is not JSON"},
      {"\xef\xbb\xbf{}", "f: line 1, column 1: begins with a byte order mark; save it as plain UTF-8"},
      {"[1]" + std::string(1, '\0') + "junk", "f: line 1, column 4: is not UTF-8 text"},
      {"[\n\"\xff\"]", "f: line 2, column 2: is not UTF-8 text; "},
      {"\"\xc0\xaf\"", "f: line 1, column 2: is not UTF-8 text"},
      {"\"\xe0\x80\xaf\"", "f: line 1, column 2: is not UTF-8 text"},
      {"\"\xed\xa0\x80\"", "f: line 1, column 2: is not UTF-8 text"},
      {"\"\xf4\x90\x80\x80\"", "f: line 1, column 2: is not UTF-8 text"},
      {"\"\xe2\x82", "f: line 1, column 2: is not UTF-8 text"},
      {"{\"a\": 1, \"a\": 1}", "f: top level: the key \"a\" appears twice; keep one of the two"},
      {"{\"a\": 1, \"\\u0061\": 2}", "f: top level: the key \"a\" appears twice"},
      {"{\"l\": [0, {\"b\": {}, \"b\": 1}]}", "f: /l/1: the key \"b\" appears twice"},
      {"{\"l\": [0, 1e400]}", "f: /l/1: 1e400 is beyond the range of a binary64; write a finite number"},
      {"{\"a/b~\": -1e309}", "f: /a~1b~0: -1e309 is beyond the range of a binary64"},
      {nested(33), "f: /0/0/0/0/0/0/0/0"},
  };
  for (const Refusal& refusal : table) check_refused(refusal, [&] { Document(refusal.text, "f"); });
}

TEST_CASE("NaN and Infinity are answered with the reason") {
  for (const char* text : {"[NaN]", "[Infinity]", "[-Infinity]"}) {
    CHECK(
        message_of([&] { Document(text, "f"); }).ends_with("; write finite numbers; JSON has no NaN and no Infinity"));
  }
}

TEST_CASE("nesting is accepted to 32 levels and refused beyond, however deep") {
  CHECK_NOTHROW(Document(nested(32), "f"));
  CHECK(message_of([] { Document(nested(33), "f"); }).ends_with("is nested more than 32 levels deep; flatten it"));
  const std::string bomb(10'000'000, '[');
  CHECK(message_of([&] { Document(bomb, "f"); }).ends_with("is nested more than 32 levels deep; flatten it"));
}

TEST_CASE("messages stay one short line whatever the file holds") {
  const std::string long_key(100'000, 'k');
  CHECK(message_of([&] { Document("[\"" + long_key, "f"); }).size() < 400);
  CHECK(message_of([&] { Document("{\"" + long_key + "\":1,\"" + long_key + "\":1}", "f"); }).size() < 400);
  CHECK(message_of([&] { Document("{\"" + long_key + "\": 1e999}", "f"); }).size() < 400);
  const Document unknown("{\"" + long_key + "\": 1}", "f");
  CHECK(message_of([&] { unknown.root().object({"a"}, {"a"}); }).size() < 400);
  CHECK(message_of([] { Document("{\"a\\nb\": 1, \"a\\nb\": 1}", "f"); }) ==
        "f: top level: the key \"a\\x0ab\" appears twice; keep one of the two");
}

TEST_CASE("what UTF-8 allows is read as it stands") {
  const Document document("\"\xc2\x80 \xe0\xa0\x80 \xed\x9f\xbf \xee\x80\x80 \xf0\x90\x80\x80 \xf4\x8f\xbf\xbf\"", "f");
  CHECK(document.root().string() ==
        "\xc2\x80 \xe0\xa0\x80 \xed\x9f\xbf \xee\x80\x80 \xf0\x90\x80\x80 \xf4\x8f\xbf\xbf");
}

TEST_CASE("an object may hold the allowed keys only, and must hold the required ones") {
  const Document document(R"({"alpha": 1, "gamma": 2})", "f");
  const Node root = document.root();
  CHECK_NOTHROW(root.object({"alpha", "gamma", "delta"}, {"alpha"}));
  CHECK(message_of([&] {
          root.object({"alpha", "gama"}, {});
        }) == "f: top level: unknown key \"gamma\"; did you mean \"gama\"?");
  CHECK(message_of([&] { root.object({"alpha"}, {}); }) ==
        "f: top level: unknown key \"gamma\"; remove it, or use one of \"alpha\"");
  CHECK(message_of([&] {
          root.object({"alpha", "gamma", "delta"}, {"delta"});
        }) == "f: top level: the key \"delta\" is missing; add it");
  CHECK(message_of([&] { root.member("delta"); }) == "f: top level: the key \"delta\" is missing; add it");
  CHECK(message_of([&] { root.member("alpha").object({"a"}, {"a"}); }).starts_with("f: /alpha: 1 is not an object; "));
}

TEST_CASE("a value of the wrong kind is refused where it stands") {
  const Document document(R"({"v": [null, true, "x", {}, [], 2.0]})", "f");
  const std::vector<Node> values = document.root().member("v").array();
  CHECK(message_of([&] { values[0].array(); }) == "f: /v/0: null is not an array; write [...]");
  CHECK(message_of([&] { values[1].string(); }) == "f: /v/1: true is not a string; put it in double quotes");
  CHECK(message_of([&] { values[2].integer(0, 9); }) ==
        "f: /v/2: \"x\" is not an integer; write an integer from 0 to 9");
  CHECK(message_of([&] { values[3].number(); }).starts_with("f: /v/3: an object is not a number; "));
  CHECK(message_of([&] { values[4].string(); }).starts_with("f: /v/4: an array is not a string; "));
  CHECK(message_of([&] { values[5].integer(0, 9); }).starts_with("f: /v/5: 2.0 is not an integer; "));
}

TEST_CASE("natural numbers are taken up to 64 bits, and truth values as such") {
  const Document document("[0, 18446744073709551615, 18446744073709551616, -1, 1.0, true, null]", "f");
  const auto values = document.root().array();
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  CHECK(values[0].natural(0) == 0);
  CHECK(values[1].natural(most) == most);
  CHECK(message_of([&] { values[1].natural(most - 1); }) ==
        "f: /1: 18446744073709551615 is out of range; write an integer from 0 to 18446744073709551614");
  CHECK(message_of([&] { values[2].natural(most); }).find(" is not an integer") != std::string::npos);
  CHECK(message_of([&] { values[3].natural(most); }).starts_with("f: /3: -1 is out of range"));
  CHECK(message_of([&] { values[4].natural(most); }).starts_with("f: /4: 1.0 is not an integer"));
  CHECK(values[5].boolean());
  CHECK(message_of([&] { values[6].boolean(); }) == "f: /6: null is not a truth value; write true or false");
}

TEST_CASE("a part of a document can be had as a document") {
  const Document document(R"({"a": [1, {"b": "x\u00e9"}]})", "f");
  CHECK(document.root().member("a").text() == R"([1,{"b":"xé"}])");
}

TEST_CASE("integers are taken within their range, ends included") {
  const Document document("[-3, 4, 18446744073709551615, 18446744073709551616]", "f");
  const std::vector<Node> values = document.root().array();
  CHECK(values[0].integer(-3, 4) == -3);
  CHECK(values[1].integer(-3, 4) == 4);
  CHECK(message_of([&] { values[0].integer(-2, 4); }) == "f: /0: -3 is out of range; write an integer from -2 to 4");
  CHECK(message_of([&] { values[1].integer(-3, 3); }).starts_with("f: /1: 4 is out of range"));
  CHECK(message_of([&] { values[2].integer(-3, 4); }).starts_with("f: /2: 18446744073709551615 is out of range"));
  CHECK(message_of([&] { values[3].integer(-3, 4); }).starts_with("f: /3: 1.8446744073709552e+19 is not an integer"));
}

TEST_CASE("a decimal is read as its nearest binary64") {
  const std::pair<const char*, double> table[] = {
      {"0.1", 0x1.999999999999ap-4},
      {"1e-400", 0.0},
      {"4.9e-324", 0x1p-1074},
      {"2.4703282292062328e-324", 0x1p-1074},          // just above half of the least subnormal
      {"1.00000000000000011102230246251565404", 1.0},  // a tie: to even
      {"1.00000000000000011102230246251565405", 0x1.0000000000001p+0},
      {"9007199254740993", 0x1p+53},  // an integer of 54 bits, a tie
      {"18446744073709551615", 0x1p+64},
      {"100000000000000000000000", 0x1.52d02c7e14af6p+76},
      {"1.7976931348623157e308", 0x1.fffffffffffffp+1023},
      {"-0.0", -0.0},
  };
  for (const auto& [its_text, value] : table) {
    const auto& text = its_text;
    CAPTURE(text);
    const Document document(text, "f");
    CHECK(test::bits_of(document.root().number()) == test::bits_of(value));
  }
}

TEST_CASE("a string is a number only when it is a hex-float that a binary64 equals") {
  const Document good(R"(["0x1.8p-1", "-0x1p-1074"])", "f");
  CHECK(good.root().array()[0].number() == 0.75);
  CHECK(good.root().array()[1].number() == -0x1p-1074);
  for (const char* text : {"inf", "nan", "-inf", "0.5", " 0x1p0", "0x1p0 ", "0x1p0junk", ""}) {
    const Document document(nlohmann::json(text).dump(), "f");
    CHECK(message_of([&] { document.root().number(); }) ==
          "f: top level: \"" + std::string(text) +
              "\" is not a hex-float; write a JSON number, or a hex-float such as \"0x1.8p-1\"");
  }
  for (const char* text : {"0x1.00000000000008p+0", "0x1p+1024", "0x1p-1075"}) {
    const Document document(nlohmann::json(text).dump(), "f");
    CHECK(message_of([&] {
            document.root().number();
          }).starts_with("f: top level: \"" + std::string(text) + "\" has more digits than a binary64"));
  }
}

TEST_CASE("a file that cannot be read is refused by name") {
  const Scratch scratch;
  std::ofstream(scratch / "plain") << "{}";
  std::filesystem::create_directory(scratch / "folder");
  std::ofstream(scratch / "huge") << "";
  std::filesystem::resize_file(scratch / "huge", largest_file + 1);  // sparse: takes no space
  const std::pair<std::string, std::string> table[] = {
      {(scratch / "absent").string(), "does not exist; check the path"},
      {(scratch / "folder").string(), "is a directory; name a file in it"},
      {(scratch / "plain/below").string(), "cannot be opened (Not a directory); check the path and its permissions"},
      {"/proc/self/mem", "cannot be read (Input/output error); check the path and its permissions"},
      {(scratch / "huge").string(), "is larger than 1 GiB; split it, or check that it is the file you meant"},
  };
  for (const auto& [its_path, reason] : table) {
    const auto& path = its_path;
    CHECK(message_of([&] { read_document(path); }) == path + ": whole file: " + reason);
  }
  CHECK_NOTHROW(read_document((scratch / "plain").string()));
}

TEST_CASE("a file longer than one read comes whole") {
  const Scratch scratch;
  const std::string text = "\"" + std::string(1'000'000, 'x') + "\"";
  std::ofstream(scratch / "long") << text;
  CHECK(read_text((scratch / "long").string()) == text);
}

}  // namespace margincert::files
