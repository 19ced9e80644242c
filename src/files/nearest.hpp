#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace margincert::files {

/// Damerau-Levenshtein distance in its optimal-string-alignment form: insertions, deletions, substitutions and swaps of
/// neighbours that turn one word into the other, no letter edited twice.
int edit_distance(std::string_view a, std::string_view b);

/// The candidate a misspelt word most likely meant: the closest one (the first of equals); none when every candidate is
/// so far off that the hint would be noise.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

/// "; did you mean 'cone'?", or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

/// "cone, prototype": the names that could have been meant.
std::string joined(std::span<const std::string> names, std::string_view separator = ", ");

}  // namespace margincert::files
