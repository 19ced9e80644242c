#pragma once

#include <string>
#include <string_view>

#include "reports/html/markup.hpp"
#include "reports/report.hpp"

// How numbers and terms read on the page.
namespace margincert::reports::html {

/// "12 345", with spaces that do not break.
std::string count(long number);
/// "1 task", "12 345 tasks"
std::string counted(long number, std::string_view singular, std::string_view plural);
std::string counted(long number, std::string_view singular);  ///< plural with s

/// "312 of 312 applicable tasks (312 of 1000 applicable)"
std::string holding(long holds, long applicable, long all, std::string_view what);

/// With − for -, as printed mathematics has it.
std::string with_minus_signs(const std::string& text);
/// Exact ends as decimals, rounded outward: "[0.123456, 0.123457]"; one number where both are it.
std::string decimal(std::string_view lo, std::string_view hi);
/// Both: decimals, and below them the exact ends.
Markup enclosure(std::string_view lo, std::string_view hi);
/// The nearest decimal to three digits, "≈ 0.123"; "–" for none.
std::string about(const std::optional<double>& value);
/// A binary64 as the shortest decimal that is read back as it, and below it as a hex-float.
Markup number(double value);

/// In percent, two digits, rounded up.
std::string percent_up(double share);

/// "[S]", with what that means.
Markup provenance(const std::string& letters);
/// A word on a coloured ground: pass, fail, open, none.
Markup badge(const std::string& text, std::string_view kind);
std::string_view kind_of(Status status);
/// What became of a statement, as a badge.
Markup verdict_badge(long applicable, long violated, long open, bool confirmed);

}  // namespace margincert::reports::html
