#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace margincert::cli {

/// Where an output folder has the witnesses of violations.
std::filesystem::path violations_folder(const std::string& output_folder);

/// FileError when something else is in the place of this folder of cases, or a link: files are removed from it, and
/// those behind a link are another folder's.
void require_own_folder(const std::filesystem::path& folder);

/// Removes an earlier run's cases, which would pass for this one's: the files whose names end so, but for those to
/// keep, by whatever path. To be called when what replaces them is there. FileError as above.
void remove_earlier_cases(const std::filesystem::path& folder, std::string_view suffix,
                          const std::vector<std::filesystem::path>& kept);

}  // namespace margincert::cli
