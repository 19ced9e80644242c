#include "files/hex_float.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstdint>

namespace margincert::files {

namespace {

constexpr int fraction_bits = 52;
constexpr int exponent_bias = 1023;
constexpr int least_exponent = -1074;  // of the lowest bit of a binary64
constexpr int end_exponent = 1024;     // every finite binary64 lies below 2^1024
constexpr int significand_bits = 53;

/// The parts of a hex-float's text; digits are not interpreted yet.
struct Parts {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  bool exponent_negative = false;
  std::string_view exponent;
};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool take(std::string_view& text, char lower, char upper) {
  if (text.empty() || (text.front() != lower && text.front() != upper)) return false;
  text.remove_prefix(1);
  return true;
}

template <class Predicate>
std::string_view take_while(std::string_view& text, Predicate matches) {
  std::size_t count = 0;
  while (count < text.size() && matches(text[count])) ++count;
  const std::string_view taken = text.substr(0, count);
  text.remove_prefix(count);
  return taken;
}

std::optional<Parts> split(std::string_view text) {
  const auto is_hex = [](char c) { return hex_digit(c) >= 0; };
  Parts parts;
  parts.negative = take(text, '-', '-');
  if (!take(text, '0', '0') || !take(text, 'x', 'X')) return std::nullopt;
  parts.whole = take_while(text, is_hex);
  if (parts.whole.empty()) return std::nullopt;
  if (take(text, '.', '.')) {
    parts.fraction = take_while(text, is_hex);
    if (parts.fraction.empty()) return std::nullopt;
  }
  if (!take(text, 'p', 'P')) return std::nullopt;
  parts.exponent_negative = take(text, '-', '-');
  if (!parts.exponent_negative) take(text, '+', '+');
  parts.exponent = take_while(text, [](char c) { return c >= '0' && c <= '9'; });
  if (parts.exponent.empty() || !text.empty()) return std::nullopt;
  return parts;
}

/// Saturates at 10^17: no text fits in memory whose digits could bring such an exponent back into range.
std::int64_t exponent_of(const Parts& parts) {
  constexpr std::int64_t saturation = 100'000'000'000'000'000;
  std::int64_t exponent = 0;
  for (const char c : parts.exponent) {
    if (exponent < saturation) exponent = 10 * exponent + (c - '0');
  }
  return parts.exponent_negative ? -exponent : exponent;
}

/// significand * 2^exponent, with an odd significand or zero.
struct Dyadic {
  std::uint64_t significand = 0;
  std::int64_t exponent = 0;
};

/// Appends hex digits to the significand. Zeros are counted first and shifted in only when a later digit needs them, so
/// any number of padding zeros is harmless. False when more than 64 bits are needed.
bool append(std::string_view digits, std::uint64_t& significand, std::int64_t& pending_zeros) {
  for (const char c : digits) {
    ++pending_zeros;
    if (c == '0') continue;
    if (significand != 0) {
      if (4 * pending_zeros > std::countl_zero(significand)) return false;
      significand <<= 4 * pending_zeros;
    }
    significand |= static_cast<std::uint64_t>(hex_digit(c));
    pending_zeros = 0;
  }
  return true;
}

std::optional<Dyadic> dyadic_of(const Parts& parts) {
  Dyadic value;
  std::int64_t pending_zeros = 0;
  if (!append(parts.whole, value.significand, pending_zeros)) return std::nullopt;
  if (!append(parts.fraction, value.significand, pending_zeros)) return std::nullopt;
  if (value.significand == 0) return value;
  const int even = std::countr_zero(value.significand);
  value.significand >>= even;
  value.exponent = exponent_of(parts) + 4 * (pending_zeros - static_cast<std::int64_t>(parts.fraction.size())) + even;
  return value;
}

bool is_binary64(const Dyadic& value) {
  const int bits = static_cast<int>(std::bit_width(value.significand));
  return bits <= significand_bits && value.exponent >= least_exponent && value.exponent + bits <= end_exponent;
}

}  // namespace

std::string hex_float(double x) {
  if (std::isnan(x)) return "nan";
  const char* sign = std::signbit(x) ? "-" : "";
  if (std::isinf(x)) return fmt::format("{}inf", sign);
  if (x == 0) return fmt::format("{}0x0p+0", sign);

  constexpr std::uint64_t hidden_bit = std::uint64_t{1} << fraction_bits;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const int biased = static_cast<int>(bits >> fraction_bits & 0x7ff);
  std::uint64_t significand = bits & (hidden_bit - 1);
  int exponent = biased - exponent_bias;
  if (biased != 0) {
    significand |= hidden_bit;
  } else {
    const int shift = std::countl_zero(significand) - (64 - significand_bits);
    significand <<= shift;
    exponent = 1 - exponent_bias - shift;
  }
  std::string fraction = fmt::format("{:013x}", significand & (hidden_bit - 1));
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return fmt::format("{}0x1{}{}p{:+}", sign, fraction.empty() ? "" : ".", fraction, exponent);
}

bool is_hex_float(std::string_view text) { return split(text).has_value(); }

std::optional<double> parse_hex_float(std::string_view text) {
  const auto parts = split(text);
  if (!parts) return std::nullopt;
  const auto value = dyadic_of(*parts);
  if (!value || (value->significand != 0 && !is_binary64(*value))) return std::nullopt;
  // Exact: the significand has at most 53 bits, and the lowest of them is at or above 2^-1074.
  const double magnitude = std::ldexp(static_cast<double>(value->significand), static_cast<int>(value->exponent));
  return parts->negative ? -magnitude : magnitude;
}

}  // namespace margincert::files
