#include "numeric/exact_text.hpp"

#include <fmt/format.h>
#include <gmp.h>

#include <algorithm>

#include "numeric/scratch.hpp"

namespace margincert::numeric {
namespace {

/// The digits of |x| = 0x1.fraction * 2^exponent for a regular x, from its significand as an integer.
std::string regular_hex_text(mpfr_srcptr x) {
  mpz_t significand;
  mpz_init(significand);
  mpfr_exp_t exponent = mpfr_get_z_2exp(significand, x);
  mpz_abs(significand, significand);
  const mp_bitcnt_t zeros = mpz_scan1(significand, 0);
  mpz_tdiv_q_2exp(significand, significand, zeros);
  const std::size_t fraction_bits = mpz_sizeinbase(significand, 2) - 1;
  exponent += static_cast<mpfr_exp_t>(zeros + fraction_bits);
  mpz_mul_2exp(significand, significand, (4 - fraction_bits % 4) % 4);  // whole hexadecimal digits after the point
  char* digits = mpz_get_str(nullptr, 16, significand);
  std::string fraction(digits + 1);
  void (*release)(void*, size_t);
  mp_get_memory_functions(nullptr, nullptr, &release);
  release(digits, fraction.size() + 2);
  mpz_clear(significand);
  return fmt::format("0x1{}{}p{:+d}", fraction.empty() ? "" : ".", fraction, exponent);
}

constexpr std::string_view decimal_digits = "0123456789", hex_digits = "0123456789abcdefABCDEF";

/// Takes the longest prefix of `text` made of `digits`; its length.
std::size_t take(std::string_view& text, std::string_view digits) {
  const std::size_t length = std::min(text.find_first_not_of(digits), text.size());
  text.remove_prefix(length);
  return length;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// -?(inf | 0x<hex digits>[.<hex digits>]p[+-]<1 to 10 digits>): what hex_text writes. MPFR's own reader takes more.
bool is_hex_float(std::string_view text) {
  take_prefix(text, "-");
  if (text == "inf") return true;
  if (!take_prefix(text, "0x") || take(text, hex_digits) == 0) return false;
  if (take_prefix(text, ".") && take(text, hex_digits) == 0) return false;
  if (!take_prefix(text, "p")) return false;
  if (!take_prefix(text, "+")) take_prefix(text, "-");
  const std::size_t exponent_digits = take(text, decimal_digits);
  return text.empty() && 1 <= exponent_digits && exponent_digits <= 10;
}

std::string decimal_end(mpfr_srcptr x, int digits, char rounding) {
  if (mpfr_zero_p(x)) return "0";  // also -0
  char* text = nullptr;
  const std::string format = fmt::format("%.{}R{}g", digits, rounding);
  mpfr_asprintf(&text, format.c_str(), x);
  std::string result(text);
  mpfr_free_str(text);
  return result;
}

}  // namespace

std::string hex_text(mpfr_srcptr x) {
  if (mpfr_nan_p(x)) return "nan";
  if (mpfr_inf_p(x)) return mpfr_sgn(x) > 0 ? "inf" : "-inf";
  if (mpfr_zero_p(x)) return "0x0p+0";
  return fmt::format("{}{}", mpfr_sgn(x) < 0 ? "-" : "", regular_hex_text(x));
}

std::optional<Interval> parse_hex_interval(std::string_view lo, std::string_view hi, Precision precision) {
  const std::string lo_text(lo), hi_text(hi);
  if (lo_text == "nan" && hi_text == "nan") return Interval::poisoned(precision);
  if (!is_hex_float(lo_text) || !is_hex_float(hi_text)) return std::nullopt;
  Scratch lower(precision.bits()), upper(precision.bits());
  mpfr_set_str(lower, lo_text.c_str(), 0, MPFR_RNDD);
  mpfr_set_str(upper, hi_text.c_str(), 0, MPFR_RNDU);
  return Interval::outward(lower, upper, precision);
}

std::string decimal_text(const Interval& a, int digits) {
  return fmt::format("[{}, {}]", decimal_end(a.lo(), digits, 'D'), decimal_end(a.hi(), digits, 'U'));
}

std::string lower_text(const Interval& a, int digits) { return decimal_end(a.lo(), digits, 'D'); }

std::string upper_text(const Interval& a, int digits) { return decimal_end(a.hi(), digits, 'U'); }

}  // namespace margincert::numeric
