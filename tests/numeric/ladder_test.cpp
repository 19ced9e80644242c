#include "numeric/ladder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <string>

namespace margincert::numeric_tests {
namespace {

using numeric::Ladder;
using numeric::Precision;

std::string bits_of(const Ladder& ladder) {
  std::string text;
  for (const Precision rung : ladder.rungs()) text += fmt::format("{}{}", text.empty() ? "" : ",", rung.bits());
  return text;
}

TEST_CASE("a precision below a binary64's or above the storage is refused with its bounds") {
  for (const int bits : {-1, 0, 1, 52, 1025, 1 << 30}) CHECK_THROWS_AS(Precision{bits}, std::out_of_range);
  CHECK_THROWS_WITH(Precision(52), "precision of 52 bits is outside 53..1024");
  CHECK(Precision(53).bits() == 53);
  CHECK(Precision(1024).bits() == 1024);
  CHECK(Precision(53) < Precision(54));
}

TEST_CASE("the standard ladder climbs from binary64 to 1024 bits") {
  CHECK(bits_of(Ladder::standard()) == "53,113,256,512,1024");
}

TEST_CASE("a ladder without rungs or with rungs out of order is refused") {
  CHECK_THROWS_AS(Ladder({}), std::invalid_argument);
  CHECK_THROWS_AS(Ladder({Precision(113), Precision(53)}), std::invalid_argument);
  CHECK_THROWS_AS(Ladder({Precision(53), Precision(53)}), std::invalid_argument);
  CHECK(bits_of(Ladder({Precision(64)})) == "64");
}

TEST_CASE("a ladder is read from its rungs with commas between") {
  for (const char* text : {"53", "53,113,256", "53,54", "64,1024"}) {
    const auto ladder = Ladder::parse(text);
    REQUIRE(ladder.has_value());
    CHECK(bits_of(*ladder) == text);
  }
}

TEST_CASE("a malformed ladder is refused") {
  constexpr std::array malformed{"",       ",",     "53,", ",53",    "53,,113", "53 113", "53, 113",
                                 "113,53", "53,53", "52",  "1025",   "53x",     "0x53",   "-53",
                                 "+53",    "5.3",   "abc", "53;113", "53,52,",  "53\n",   "99999999999999999999"};
  for (const char* text : malformed) {
    CAPTURE(text);
    CHECK_FALSE(Ladder::parse(text).has_value());
  }
}

TEST_CASE("a budget keeps the rungs not above it, and always the lowest") {
  const Ladder ladder({Precision(64), Precision(128), Precision(256)});
  CHECK(bits_of(ladder.up_to(Precision(53))) == "64");
  CHECK(bits_of(ladder.up_to(Precision(64))) == "64");
  CHECK(bits_of(ladder.up_to(Precision(127))) == "64");
  CHECK(bits_of(ladder.up_to(Precision(128))) == "64,128");
  CHECK(bits_of(ladder.up_to(Precision(1024))) == "64,128,256");
}

}  // namespace
}  // namespace margincert::numeric_tests
