#pragma once

#include <cstddef>
#include <string>

namespace margincert::files {

/// Larger files are refused: a task or a parameter file of that size is a mistake.
inline constexpr std::size_t largest_file = std::size_t{1} << 30;

/// The bytes of a whole file; pipes are read to their end. FileError when it is missing, unreadable, a directory or
/// larger than `largest_file`.
std::string read_text(const std::string& path);

}  // namespace margincert::files
