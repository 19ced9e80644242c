#include "numeric/exact_text.hpp"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <string>

#include "operations.hpp"
#include "tests/support/property.hpp"

namespace margincert::numeric_tests {
namespace {

using testing::check_property;

using numeric::decimal_text;
using numeric::hex_text;
using numeric::parse_hex_interval;

std::string hex(double x) { return hex_text(Interval::exact(x, Precision(53)).lo()); }

TEST_CASE("a number reads as a hex-float with one leading bit") {
  CHECK(hex(0.75) == "0x1.8p-1");
  CHECK(hex(-1) == "-0x1p+0");
  CHECK(hex(0) == "0x0p+0");
  CHECK(hex(-0.0) == "0x0p+0");
  CHECK(hex(0.1) == "0x1.999999999999ap-4");
  CHECK(hex(std::numeric_limits<double>::max()) == "0x1.fffffffffffffp+1023");
  CHECK(hex(std::numeric_limits<double>::denorm_min()) == "0x1p-1074");
  CHECK(hex_text(Interval::entire(Precision(53)).lo()) == "-inf");
  CHECK(hex_text(Interval::entire(Precision(53)).hi()) == "inf");
  CHECK(hex_text(Interval::poisoned(Precision(53)).lo()) == "nan");
}

TEST_CASE("hex text holds the exact value: it reads back to the same interval") {
  check_property("numeric/text/round-trip", [] {
    const Interval a = (*operands(1, Reach::anywhere)).front();
    const auto back = parse_hex_interval(hex_text(a.lo()), hex_text(a.hi()), a.precision());
    RC_ASSERT(back.has_value());
    RC_ASSERT(same_endpoints(*back, a));
    RC_ASSERT(back->precision() == a.precision());
  });
}

TEST_CASE("hex text read at a lower precision is rounded outward") {
  check_property("numeric/text/outward", [] {
    const Interval a = (*operands(1, Reach::anywhere)).front();
    const auto coarse = parse_hex_interval(hex_text(a.lo()), hex_text(a.hi()), Precision(53));
    RC_ASSERT(coarse.has_value());
    RC_ASSERT(contains(*coarse, a));
  });
}

TEST_CASE("hex-floats of other writers are read") {
  const Precision precision(53);
  const auto read = parse_hex_interval("0x3p-1", "0x01.80p0", precision);
  REQUIRE(read.has_value());
  CHECK(same_endpoints(*read, Interval::exact(1.5, precision)));
}

TEST_CASE("poison is written as nan and read back as poison, and reversed ends are poison") {
  CHECK(parse_hex_interval("nan", "nan", Precision(53))->is_poisoned());
  CHECK(parse_hex_interval("0x1p+1", "0x1p+0", Precision(53))->is_poisoned());
  CHECK(parse_hex_interval("inf", "inf", Precision(53))->is_poisoned());
}

TEST_CASE("texts that are no hex-floats are refused") {
  constexpr std::array malformed{"",         "1",       "0.5",      "0x1",     "0x1p",    "0x1.p+0",         "0x.8p+0",
                                 "0xg1p+0",  " 0x1p+0", "0x1p+0 ",  "0x1p+0x", "nan",     "+0x1p+0",         "1e5",
                                 "--0x1p+0", "0x1p+-1", "infinity", "0x1p+0,", "0x1p1.5", "0x1p+99999999999"};
  for (const char* text : malformed) {
    CAPTURE(text);
    CHECK_FALSE(parse_hex_interval(text, "0x1p+900", Precision(53)).has_value());
    CHECK_FALSE(parse_hex_interval("-0x1p+900", text, Precision(53)).has_value());
  }
}

TEST_CASE("exponents beyond MPFR's are read outward") {
  const auto tiny = parse_hex_interval("0x1p-9999999999", "0x1p-9999999999", Precision(53));
  REQUIRE(tiny.has_value());
  CHECK(mpfr_zero_p(tiny->lo()));
  CHECK(mpfr_sgn(tiny->hi()) > 0);
  const auto huge = parse_hex_interval("0x1p+9999999999", "0x1p+9999999999", Precision(53));
  REQUIRE(huge.has_value());
  CHECK(mpfr_number_p(huge->lo()));
  CHECK(mpfr_inf_p(huge->hi()));
}

TEST_CASE("decimal text is outward: the exact decimals lie on or outside the ends") {
  CHECK(decimal_text(Interval::ratio(1, 3, Precision(53)), 5) == "[0.33333, 0.33334]");
  CHECK(decimal_text(-Interval::ratio(1, 3, Precision(53)), 5) == "[-0.33334, -0.33333]");
  CHECK(decimal_text(Interval::integer(2, Precision(53)), 5) == "[2, 2]");
  CHECK(decimal_text(Interval::entire(Precision(53)), 5) == "[-inf, inf]");
  CHECK(decimal_text(Interval::poisoned(Precision(53)), 5) == "[nan, nan]");
  check_property("numeric/text/decimal", [] {
    const Interval a = (*operands(1, Reach::moderate)).front();
    const int digits = *rc::gen::inRange(1, 40);
    const std::string text = decimal_text(a, digits);
    const std::size_t comma = text.find(", ");
    // Read back with the opposite rounding, so that the check errs against the claim.
    Number lo(4096), hi(4096);
    mpfr_set_str(lo, text.substr(1, comma - 1).c_str(), 10, MPFR_RNDU);
    mpfr_set_str(hi, text.substr(comma + 2, text.size() - comma - 3).c_str(), 10, MPFR_RNDD);
    RC_ASSERT(mpfr_lessequal_p(static_cast<mpfr_srcptr>(lo), a.lo()));
    RC_ASSERT(mpfr_lessequal_p(a.hi(), static_cast<mpfr_srcptr>(hi)));
  });
}

}  // namespace
}  // namespace margincert::numeric_tests
