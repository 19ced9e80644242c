#pragma once

#include <string>
#include <string_view>

#include "recursion/task.hpp"

namespace margincert::files {

/// Reads "margincert-task/1" (docs/formats.md); FileError names the file, the place and the remedy.
recursion::Task read_task(const std::string& path);

/// The same from text; `name` stands for the file in messages.
recursion::Task parse_task(std::string_view text, const std::string& name);

/// The file's text: every coordinate a hex-float, so that the task comes back bit for bit; one training point per line.
/// std::invalid_argument when a coordinate is not finite, as no file may hold it.
std::string to_json(const recursion::Task& task);

}  // namespace margincert::files
