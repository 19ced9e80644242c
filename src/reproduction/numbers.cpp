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

/// A unit of the last of this many significant digits.
double last_digit(double x, int precision) {
  return x == 0 ? 0 : std::pow(10, std::floor(std::log10(std::abs(x))) - (precision - 1));
}

std::string rounded(double x, Unit unit, Towards towards) {
  if (!std::isfinite(x)) return "–";
  const std::string nearest = digits(x, unit);
  const double shown_value = std::stod(nearest);
  const double digit = unit == Unit::percent ? 0.01 : last_digit(x, 4);
  if (towards == Towards::below && shown_value > x) return digits(shown_value - digit, unit);
  if (towards == Towards::above && shown_value < x) return digits(shown_value + digit, unit);
  return nearest;
}

double in_unit(double x, Unit unit) { return unit == Unit::percent ? 100 * x : x; }
std::string_view suffix(Unit unit) { return unit == Unit::percent ? " %" : ""; }

std::string end_shown(const std::optional<double>& end, Unit unit, Towards towards) {
  return end ? rounded(in_unit(*end, unit), unit, towards) : "–";
}

/// The number that a text shows, as it is stored.
double stored(const std::string& text, Unit unit) { return std::stod(text) / (unit == Unit::percent ? 100 : 1); }

/// To this many significant digits, not below x, or not above it.
std::string one_sided(double x, Unit unit, int precision, Towards towards) {
  const double in_units = in_unit(x, unit);
  const std::string nearest = fmt::format("{:.{}g}", in_units, precision);
  const double error = stored(nearest, unit) - x;
  if (towards == Towards::above ? error >= 0 : error <= 0) return nearest;
  const double digit = last_digit(in_units, precision), shown_value = std::stod(nearest);
  return fmt::format("{:.{}g}", towards == Towards::above ? shown_value + digit : shown_value - digit, precision);
}

}  // namespace

std::string measured_shown(const Criterion& criterion) {
  const double x = criterion.measured;
  const Unit unit = criterion.unit;
  if (!std::isfinite(x) || (unit == Unit::plain && x == std::floor(x))) return shown(x, unit);
  const bool is_small_claimed = criterion.relation == Relation::below || criterion.relation == Relation::at_most;
  const Towards against = is_small_claimed ? Towards::above : Towards::below;
  constexpr int least_digits = 4, all_digits = 17;
  for (int precision = least_digits; precision < all_digits; ++precision) {
    const std::string text = one_sided(x, unit, precision, against);
    Criterion as_shown = criterion;
    as_shown.measured = stored(text, unit);
    if (as_shown.is_met() == criterion.is_met()) return text + std::string(suffix(unit));
  }
  return one_sided(x, unit, all_digits, against) + std::string(suffix(unit));
}

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
