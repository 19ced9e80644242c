#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace margincert::files {

/// The exact value of x in canonical form, whatever the locale: 0x1.8p-1, -0x1p-1074, 0x0p+0, -0x0p+0. The leading
/// digit of a non-zero number is 1 (subnormals too), trailing zeros are left out, the exponent always has a sign.
/// Infinities and NaN give "inf", "-inf" and "nan", which parse_hex_float refuses.
std::string hex_float(double x);

/// Is the text a hex-float: -?0x<hex digits>[.<hex digits>]p[+-]<digits>, letters in either case?
bool is_hex_float(std::string_view text);

/// The binary64 that the hex-float denotes exactly; nothing when the text is no hex-float or no binary64 equals it.
/// Never rounds.
std::optional<double> parse_hex_float(std::string_view text);

}  // namespace margincert::files
