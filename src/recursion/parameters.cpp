#include "recursion/parameters.hpp"

#include <fmt/format.h>

namespace margincert::recursion {

bool is_centring(const Parameters& parameters) {
  if (std::holds_alternative<MinusOneOverClasses>(parameters.label_background)) return true;
  if (const auto* fraction = std::get_if<Fraction>(&parameters.label_background)) {
    return fraction->numerator * parameters.classes == -fraction->denominator;
  }
  // -1/K is a binary64 exactly when K is a power of two; the product is then exact as well.
  const bool power_of_two = (parameters.classes & (parameters.classes - 1)) == 0;
  return power_of_two && std::get<double>(parameters.label_background) * parameters.classes == -1.0;
}

std::string to_string(Regime regime) { return regime == Regime::full ? "full" : "class-pure"; }

std::string to_string(const LabelBackground& background) {
  if (std::holds_alternative<MinusOneOverClasses>(background)) return "-1/K";
  if (const auto* fraction = std::get_if<Fraction>(&background)) {
    return fmt::format("{}/{}", fraction->numerator, fraction->denominator);
  }
  return fmt::format("{}", std::get<double>(background));
}

}  // namespace margincert::recursion
