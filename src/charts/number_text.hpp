#pragma once

#include <string>
#include <vector>

// Numbers as they are set in print: a real minus sign, powers of ten with raised exponents, groups of three digits.
namespace margincert::charts {

enum class Rounding { nearest, down, up };

/// To this many significant digits without trailing zeros: "−0.25", "1.5·10⁻⁷", "∞". Down: never above the value.
std::string number_text(double value, Rounding rounding = Rounding::nearest, int digits = 3);

/// With this many decimals, all of them: "0.50".
std::string fixed_text(double value, int decimals);

/// "10⁻³"
std::string power_of_ten(int exponent);

/// "12 345" from five digits on, with a thin space.
std::string count_text(long count);

/// The ends, each rounded outward: "0.12 … 0.15"; once when they read the same.
std::string range_text(double lo, double hi);

/// Numbers in any order: "2, 4–6".
std::string list_text(std::vector<int> numbers);

}  // namespace margincert::charts
