#pragma once

#include <string>
#include <string_view>

#include "recursion/parameters.hpp"

namespace margincert::files {

/// Reads "margincert-recursion/1" (docs/formats.md); FileError names the file, the place and the remedy.
recursion::Parameters read_parameters(const std::string& path);

/// The same from text; `name` stands for the file in messages.
recursion::Parameters parse_parameters(std::string_view text, const std::string& name);

/// The file's text. Every number is a decimal whose nearest binary64 is the parameter, bit for bit.
/// std::invalid_argument when a parameter is not finite, as no file may hold it.
std::string to_json(const recursion::Parameters& parameters);

}  // namespace margincert::files
