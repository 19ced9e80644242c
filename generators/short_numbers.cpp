#include "generators/short_numbers.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace margincert::generators {
namespace {

/// x = ±(0.1b…)₂ 2^exponent with `length` digits from the first to the last 1.
struct Digits {
  int exponent;
  int length;

  int before_point() const { return std::max(0, exponent); }
  int after_point() const { return std::max(0, length - exponent); }
};

Digits digits_of(double x) {
  int exponent = 0;
  const double fraction = std::frexp(std::fabs(x), &exponent);
  const auto mantissa = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
  return {exponent, 53 - std::countr_zero(mantissa)};
}

/// The cut and its neighbour away from zero: a number that must not fall below a threshold needs the latter.
void add_cuts(double x, int digits, std::vector<double>& numbers) {
  const double cut = cut_after(x, digits);
  numbers.push_back(cut);
  numbers.push_back(cut + std::copysign(std::ldexp(1.0, -digits), x));
}

std::vector<double> simpler_in_kind(double x) {
  if (!std::isfinite(x)) return {0, 1, -1};
  if (x == 0) return {0};
  const Digits digits = digits_of(x);
  const double power = std::copysign(std::ldexp(0.5, digits.exponent), x);
  std::vector<double> numbers{0, 1, std::copysign(1.0, x), power, 2 * power};
  // Halfway to exponent 0, for the very large and the very small.
  numbers.push_back(std::ldexp(x, -digits.exponent / 2));
  for (const int length : cut_lengths) {
    if (length < digits.after_point()) add_cuts(x, length, numbers);
  }
  if (digits.after_point() > 0) add_cuts(x, digits.after_point() - 1, numbers);
  numbers.push_back(std::trunc(x / 2));
  numbers.push_back(-x);
  return numbers;
}

}  // namespace

int number_cost(double x) {
  const int sign = std::signbit(x) ? 1 : 0;
  if (std::isnan(x)) return dearest_number - 1;
  if (std::isinf(x)) return dearest_number - 3 + sign;
  if (x == 0) return sign;
  const Digits digits = digits_of(x);
  return digits.before_point() + digits.after_point() + digits.length + sign;
}

double cut_after(double x, int digits) {
  const double scaled = std::ldexp(x, digits);
  if (!std::isfinite(scaled)) return x;  // so large that it has no digit after the point
  return std::ldexp(std::trunc(scaled), -digits) + 0.0;
}

std::vector<double> cheaper_numbers(double x) {
  std::vector<double> cheaper;
  const int cost = number_cost(x);
  for (const double number : simpler_in_kind(x)) {
    if (number_cost(number) < cost && !std::ranges::count(cheaper, number)) cheaper.push_back(number);
  }
  return cheaper;
}

}  // namespace margincert::generators
