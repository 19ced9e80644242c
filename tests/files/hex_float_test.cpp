#include "files/hex_float.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <limits>

#include "tests/files/support.hpp"

namespace margincert::files {

using test::any_double;
using test::bits_of;

namespace {

constexpr double largest = std::numeric_limits<double>::max();
constexpr double least_normal = std::numeric_limits<double>::min();
constexpr double least_subnormal = std::numeric_limits<double>::denorm_min();
constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("hex-floats have one canonical form") {
  const std::pair<double, const char*> table[] = {
      {0.75, "0x1.8p-1"},
      {-0.1, "-0x1.999999999999ap-4"},
      {1.0, "0x1p+0"},
      {0.0, "0x0p+0"},
      {-0.0, "-0x0p+0"},
      {largest, "0x1.fffffffffffffp+1023"},
      {least_normal, "0x1p-1022"},
      {least_normal - least_subnormal, "0x1.ffffffffffffep-1023"},
      {least_subnormal, "0x1p-1074"},
      {-3 * least_subnormal, "-0x1.8p-1073"},
      {infinity, "inf"},
      {-infinity, "-inf"},
      {std::numeric_limits<double>::quiet_NaN(), "nan"},
  };
  for (const auto& [value, text] : table) CHECK(hex_float(value) == text);
}

TEST_CASE("every finite binary64 comes back from its hex-float bit for bit") {
  CHECK(rc::check("hex-float round trip", [] {
    const double x = *any_double();
    const auto back = parse_hex_float(hex_float(x));
    RC_ASSERT(back.has_value());
    RC_ASSERT(bits_of(*back) == bits_of(x));
  }));
}

TEST_CASE("hex_float agrees with the C library's reading of it") {
  CHECK(rc::check("hex-float against strtod", [] {
    const double x = *any_double();
    RC_ASSERT(bits_of(std::strtod(hex_float(x).c_str(), nullptr)) == bits_of(x));
  }));
}

TEST_CASE("other spellings of the same number are read exactly") {
  const std::pair<std::string, double> table[] = {
      {"0x3p-2", 0.75},
      {"0X1.8P-1", 0.75},
      {"0x0.0000000000000018p+59", 0.75},
      {"0x1.80000000000000000000000000p-1", 0.75},
      {"0x" + std::string(1000, '0') + "c" + std::string(1000, '0') + "p-4004", 0.75},
      {"0x1F.Fp0", 31.9375},
      {"0x1.0000000000001p+0", 1 + std::numeric_limits<double>::epsilon()},
      {"0xfffffffffffff8p+968", largest},
      {"0x0.8p-1073", least_subnormal},
      {"0x0p+99999999999999999999999", 0.0},
      {"-0x0.000p-7", -0.0},
  };
  for (const auto& [its_text, value] : table) {
    const auto& text = its_text;
    CAPTURE(text);
    const auto read = parse_hex_float(text);
    REQUIRE(read.has_value());
    CHECK(bits_of(*read) == bits_of(value));
  }
}

TEST_CASE("a hex-float that no binary64 equals is refused, not rounded") {
  const std::string table[] = {
      "0x1.00000000000008p+0",   // 54 bits
      "0x1.fffffffffffff8p+0",   // 54 bits, all set
      "0x10000000000000001p+0",  // 65 bits
      "0x1." + std::string(100, '0') + "1p+0",
      "0x1p+1024",
      "0x1.8p+1023000",
      "0x1p-1075",
      "0x1.8p-1074",
      "0x1p+99999999999999999999999",
      "0x1p-99999999999999999999999",
      "0x1p+18446744073709551616",  // 2^64: an exponent that wraps around would be 0
  };
  for (const std::string& text : table) {
    CAPTURE(text);
    CHECK(is_hex_float(text));
    CHECK_FALSE(parse_hex_float(text).has_value());
  }
}

TEST_CASE("text that is no hex-float is refused") {
  const std::string table[] = {"",
                               "-",
                               "0x",
                               "0xp1",
                               "0x1",
                               "0x1.8",
                               "0x1.p0",
                               "0x.8p0",
                               "0x1p",
                               "0x1p+",
                               "0x1p+-1",
                               "0x1p1.0",
                               " 0x1p0",
                               "0x1p0 ",
                               "0x1 p0",
                               "+0x1p0",
                               "--0x1p0",
                               "0x-1p0",
                               "0x1p0x",
                               "0x1,8p0",
                               "1",
                               "0.5",
                               "1e3",
                               "inf",
                               "-inf",
                               "nan",
                               "infinity",
                               "0xgp0",
                               "1.8p-1",
                               "0x1.8.0p1",
                               std::string("0x1p0\0", 6)};
  for (const std::string& text : table) {
    CAPTURE(text);
    CHECK_FALSE(is_hex_float(text));
    CHECK_FALSE(parse_hex_float(text).has_value());
  }
}

}  // namespace margincert::files
