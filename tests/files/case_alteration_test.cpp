#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <optional>
#include <set>

#include "files/strict_parse.hpp"
#include "tests/files/case_support.hpp"

namespace margincert::files {

using nlohmann::json;
using test::any_case;
using test::message_of;
using test::sample_case;
using test::sample_with;
using test::sealed;

namespace {

enum class Reading { accepted, altered, malformed };

Reading reading_of(const std::string& text) {
  try {
    parse_case(text, "f");
  } catch (const AlteredCase&) {
    return Reading::altered;
  } catch (const FileError&) {
    return Reading::malformed;
  }
  return Reading::accepted;
}

/// The document, if the text is a margincert-case/1 object with a digest of some text.
std::optional<json> case_document(const std::string& text) {
  json document;
  try {
    document = parse_strictly(text, "f");
  } catch (const FileError&) {
    return std::nullopt;
  }
  const bool is_case = document.is_object() && document.value("format", json()) == "margincert-case/1";
  return is_case && document.value("digest", json()).is_string() ? std::optional(document) : std::nullopt;
}

/// How a text must be read that came from another by changing something.
Reading expected_reading(const std::string& changed, const json& original) {
  const auto document = case_document(changed);
  if (!document) return Reading::malformed;
  return *document == original ? Reading::accepted : Reading::altered;
}

bool is_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

TEST_CASE("no byte of a case can be replaced without notice") {
  const std::string text = to_json(sample_case());
  const json original = parse_strictly(text, "f");
  std::string changed = text;
  std::set<Reading> seen;
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char other : std::string("0179afx.-,\"]} \n\\\x01\xc3")) {
      if (other == text[i]) continue;
      changed[i] = other;
      const Reading reading = reading_of(changed);
      if (reading != expected_reading(changed, original)) FAIL_CHECK(changed.substr(0, i + 1));
      seen.insert(reading);
    }
    changed[i] = text[i];
  }
  CHECK(seen.size() == 3);
}

TEST_CASE("a replaced digit inside a string is always an alteration") {
  const std::string text = to_json(sample_case());
  const std::string numbers[] = {"0x1.cb4acee461396p-3",   // greater
                                 "0x1p-2",                 // lesser
                                 "-0x1.a5a988dcf6348p-6",  // slack
                                 "18446744073709551615",   // seed
                                 "29",
                                 "30",                    // index, evaluations
                                 "0x1.999999999999ap-4",  // gamma_prime
                                 "0x1.8p-1",              // a coordinate
                                 std::string(text, text.find("digest\": ") + 10, 16)};
  for (const std::string& number : numbers) {
    const std::size_t start = text.find("\"" + number + "\"");
    REQUIRE(start != std::string::npos);
    for (std::size_t i = start + 1; i <= start + number.size(); ++i) {
      if (!is_digit(text[i])) continue;
      for (const char other : std::string("0123456789abcdef")) {
        std::string changed = text;
        changed[i] = other;
        if (other != text[i]) CHECK(reading_of(changed) == Reading::altered);
      }
    }
  }
}

TEST_CASE("replaced words, integers and entries are alterations") {
  const std::pair<std::string, std::string> table[] = {
      {"\"violated\"", "\"holds\""},
      {"\"violated\"", "\"certain\""},
      {"\"stated\"", "\"corrupted\""},
      {"\"full\"", "\"class-pure\""},
      {"\"at-least\"", "\"equal\""},
      {"\"worst\"", "\"tightest\""},
      {"train-update-floor", "train-update-ceiling"},
      {", \"step-signs\"", ""},
      {"\"class-purity\"", ""},
      {"\"layer\": 1", "\"layer\": 0"},
      {"\"layer\": 1", "\"layer\": 1.0"},
      {"\"rung\": 113", "\"rung\": 53"},
      {"\"labels\": [0, 1, null]", "\"labels\": [1, 0, null]"},
      {"\"labels\": [0, 1, null]", "\"labels\": [0, null, 1]"},
      {"\"classes\": 2", "\"classes\": 3"},
      {"\"-1/K\"", "\"-1/2\""},
      {"\"-0x0p+0\"", "\"0x0p+0\""},
      {"\"0x1p-2\"", "0.25"},
      {"\"rung\": 113,", "\"rung\": 113, \"note\": 1,"},
      {"\"n\": \"12\"", "\"n\": \"12\", \"d\": \"2\""},
      {"\"part\": \"c=1 lower end\",", ""},
      {"\"layers\": [", "\"layers\": [null, "},
      {"margincert-task/1", "margincert-task/2"},
  };
  for (const auto& [its_piece, its_replacement] : table) {
    const auto& piece = its_piece;
    const auto& replacement = its_replacement;
    CAPTURE(piece);
    CAPTURE(replacement);
    CHECK(reading_of(sample_with(piece, replacement)) == Reading::altered);
  }
}

TEST_CASE("a swap of two values is an alteration") {
  json document = parse_strictly(to_json(sample_case()), "f");
  std::swap(document["greater"], document["lesser"]);
  CHECK(reading_of(document.dump()) == Reading::altered);
  std::swap(document["greater"], document["lesser"]);
  CHECK(reading_of(document.dump()) == Reading::accepted);
  std::swap(document["task"]["features"][0], document["task"]["features"][1]);
  CHECK(reading_of(document.dump()) == Reading::altered);
}

TEST_CASE("layout, the order of keys and needless escapes are no alteration") {
  const json document = parse_strictly(to_json(sample_case()), "f");
  CHECK(parse_case(document.dump(), "f") == sample_case());
  CHECK(parse_case(document.dump(7), "f") == sample_case());
  CHECK(parse_case(sample_with("\"violated\"", "\"\\u0076iolated\""), "f") == sample_case());
}

TEST_CASE("a random change in a random case does not go unseen") {
  CHECK(rc::check("altered case", [] {
    const std::string text = to_json(any_case());
    const json original = parse_strictly(text, "f");
    std::string changed = text;
    changed[*rc::gen::inRange<std::size_t>(0, text.size())] =
        *rc::gen::elementOf(std::string("0123456789abcdef xp.-\"\\"));
    RC_ASSERT(reading_of(changed) == expected_reading(changed, original));
  }));
}

TEST_CASE("an altered case says so before anything else is looked at") {
  const std::string message = message_of([] { parse_case(sample_with("\"layer\": 1", "\"lair\": 99"), "f"); });
  CAPTURE(message);
  CHECK(message.starts_with("f: /digest: the digest is \""));
  CHECK(message.find("\", and the rest of the file gives \"") != std::string::npos);
  CHECK(message.ends_with("\"; it was altered after it was written: get it again, or derive it anew"));
}

TEST_CASE("the digest does not stop whoever writes a new one") {
  const Case forged = parse_case(sealed(sample_with("\"violated\"", "\"holds\"")), "f");
  CHECK(forged.verdict == "holds");
}

}  // namespace margincert::files
