#include "charts/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace margincert::charts {
namespace {

constexpr const char* minus = "−";

std::string without_trailing_zeros(std::string digits) {
  if (digits.find('.') == digits.npos) return digits;
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return digits;
}

/// mantissa·10^(exponent - digits + 1), the mantissa with `digits` digits
struct Decimal {
  long mantissa;
  int exponent;
};

/// Of a positive number, to the nearest; then a step where that went past the value in the wrong direction.
Decimal rounded(double value, Rounding rounding, int digits) {
  const std::string text = fmt::format("{:.{}e}", value, digits - 1);
  const std::size_t e = text.find('e');
  std::string mantissa = text.substr(0, e);
  std::erase(mantissa, '.');
  Decimal decimal{std::stol(mantissa), std::stoi(text.substr(e + 1))};
  const double nearest = std::strtod(text.c_str(), nullptr);
  if (rounding == Rounding::up && nearest < value) ++decimal.mantissa;
  if (rounding == Rounding::down && nearest > value) --decimal.mantissa;
  return decimal;
}

std::string positive_text(double value, Rounding rounding, int digits) {
  const Decimal decimal = rounded(value, rounding, digits);
  const int last = decimal.exponent - digits + 1;  // the exponent of the last digit
  const std::string text = fmt::format("{}e{}", decimal.mantissa, last);
  if (decimal.exponent >= -3 && decimal.exponent < 5) {
    return without_trailing_zeros(fmt::format("{:.{}f}", std::strtod(text.c_str(), nullptr), std::max(0, -last)));
  }
  const double leading = static_cast<double>(decimal.mantissa) / std::pow(10, digits - 1);
  const std::string factor = without_trailing_zeros(fmt::format("{:.{}f}", leading, digits - 1));
  return (factor == "1" ? "" : factor + "·") + power_of_ten(decimal.exponent);
}

}  // namespace

std::string number_text(double value, Rounding rounding, int digits) {
  if (std::isnan(value)) return "not a number";
  if (value < 0) {
    const Rounding mirrored = rounding == Rounding::down ? Rounding::up
                              : rounding == Rounding::up ? Rounding::down
                                                         : Rounding::nearest;
    return minus + number_text(-value, mirrored, digits);
  }
  if (std::isinf(value)) return "∞";
  return value == 0 ? "0" : positive_text(value, rounding, digits);
}

std::string fixed_text(double value, int decimals) {
  const std::string text = fmt::format("{:.{}f}", std::abs(value), decimals);
  const bool is_zero = text.find_first_not_of("0.") == text.npos;
  return value < 0 && !is_zero ? minus + text : text;
}

std::string power_of_ten(int exponent) {
  constexpr const char* raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = exponent < 0 ? "10⁻" : "10";
  for (const char digit : fmt::format("{}", std::abs(exponent))) text += raised[digit - '0'];
  return text;
}

std::string count_text(long count) {
  std::string text = fmt::format("{}", count);
  const bool negative = text.front() == '-';
  if (negative) text.erase(0, 1);
  for (std::size_t at = text.size() < 5 ? 0 : text.size(); at > 3;) text.insert(at -= 3, "\u2009");
  return negative ? minus + text : text;
}

std::string range_text(double lo, double hi) {
  const std::string from = number_text(lo, Rounding::down), to = number_text(hi, Rounding::up);
  return from == to ? from : from + "\u00a0…\u00a0" + to;
}

std::string list_text(std::vector<int> numbers) {
  std::ranges::sort(numbers);
  std::string text;
  for (std::size_t k = 0, end = 0; k < numbers.size(); k = end + 1) {
    for (end = k; end + 1 < numbers.size() && numbers[end + 1] - 1 <= numbers[end];) ++end;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", numbers[k]);
    if (numbers[end] > numbers[k]) text += fmt::format("–{}", numbers[end]);
  }
  return text;
}

}  // namespace margincert::charts
