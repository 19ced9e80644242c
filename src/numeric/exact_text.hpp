#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "numeric/interval.hpp"

namespace margincert::numeric {

/// The exact value as a hex-float, one leading bit: "0x1.8p-1", "-0x1p+0", "0x0p+0", "inf", "-inf", "nan". No rounding.
std::string hex_text(mpfr_srcptr x);

/// Reads [lo, hi] back, each end rounded outward to `precision` (exact when it fits). Empty when either text is
/// malformed.
std::optional<Interval> parse_hex_interval(std::string_view lo, std::string_view hi, Precision precision);

/// "[0.52359, 0.52361]": both ends in decimal with `digits` significant digits, rounded outward. For people only.
std::string decimal_text(const Interval& a, int digits);

/// The lower end in decimal with `digits` significant digits, rounded down. For people only.
std::string lower_text(const Interval& a, int digits);

/// The upper end in decimal with `digits` significant digits, rounded up. For people only.
std::string upper_text(const Interval& a, int digits);

}  // namespace margincert::numeric
