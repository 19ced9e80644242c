#pragma once

#include <string>
#include <string_view>

#include "reproduction/result.hpp"

namespace margincert::reproduction {

/// The text of a "margincert-reproduction/1" file (docs/formats.md). Numbers are the nearest decimals that read back
/// bit for bit; a criterion whose measurement is not a number has null.
std::string to_json(const Result& result);

/// Reads one back. FileError names file, place and remedy, also when a stored verdict is not what the criteria say.
Result parse_result(std::string_view text, const std::string& name);
Result read_result(const std::string& path);

}  // namespace margincert::reproduction
