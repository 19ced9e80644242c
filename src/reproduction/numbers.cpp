#include "reproduction/numbers.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

namespace margincert::reproduction {
namespace {

enum class Towards { nearest, below, above };

std::string digits(double x, Unit unit) {
  return unit == Unit::percent ? fmt::format("{:.2f}", x) : fmt::format("{:.4g}", x);
}

/// Half a unit of the last digit shown.
double half_a_digit(double x, Unit unit) {
  if (unit == Unit::percent) return 0.005;
  return x == 0 ? 0 : 0.5 * std::pow(10, std::floor(std::log10(std::abs(x))) - 3);
}

std::string rounded(double x, Unit unit, Towards towards) {
  if (!std::isfinite(x)) return "–";
  const std::string nearest = digits(x, unit);
  const double shown_value = std::stod(nearest);
  if (towards == Towards::below && shown_value > x) return digits(x - half_a_digit(x, unit), unit);
  if (towards == Towards::above && shown_value < x) return digits(x + half_a_digit(x, unit), unit);
  return nearest;
}

double in_unit(double x, Unit unit) { return unit == Unit::percent ? 100 * x : x; }
std::string_view suffix(Unit unit) { return unit == Unit::percent ? " %" : ""; }

std::string end_shown(const std::optional<double>& end, Unit unit, Towards towards) {
  return end ? rounded(in_unit(*end, unit), unit, towards) : "–";
}

}  // namespace

std::string shown(const Estimate& estimate, Unit unit) {
  if (!std::isfinite(estimate.value)) return "–";
  std::string text = rounded(in_unit(estimate.value, unit), unit, Towards::nearest);
  text += suffix(unit);
  if (!estimate.lo && !estimate.hi) return text;
  return text + fmt::format(" [{}, {}]", end_shown(estimate.lo, unit, Towards::below),
                            end_shown(estimate.hi, unit, Towards::above));
}

std::string shown(const Cell& cell, Unit unit) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* count = std::get_if<long>(&cell)) return std::to_string(*count);
  return shown(std::get<Estimate>(cell), unit);
}

std::string shown(double number, Unit unit) {
  if (!std::isfinite(number)) return "no number";
  if (unit == Unit::plain && number == std::floor(number)) return fmt::format("{:.0f}", number);  // a count
  return fmt::format("{:.4g}{}", in_unit(number, unit), suffix(unit));
}

}  // namespace margincert::reproduction
