#pragma once

#include <filesystem>
#include <string_view>

namespace margincert::files {

/// Writes the whole file or leaves what was there: a temporary file in the same directory is filled, synced and renamed
/// into place, and removed when anything fails. What a killed process left of the same target goes, too. Missing parent
/// directories are created. A link is followed, so that it stays a link. FileError with the reason; anything but a
/// regular file is never replaced.
void write_file(const std::filesystem::path& path, std::string_view content);

/// Refuses with the same errors, before there is any content, a path that write_file could not write. Makes the parent
/// directories and leaves nothing else behind.
void require_writable(const std::filesystem::path& path);

}  // namespace margincert::files
