#include "cli/case_folder.hpp"

#include <algorithm>
#include <system_error>

#include "files/file_error.hpp"

namespace margincert::cli {

namespace fs = std::filesystem;

fs::path violations_folder(const std::string& output_folder) { return fs::path(output_folder) / "violations"; }

void require_own_folder(const fs::path& folder) {
  std::error_code ignored;
  const auto refuse = [&](const char* problem) {
    throw files::FileError(folder.string(), "output folder", problem, "remove it, or choose another --output");
  };
  if (fs::is_symlink(folder, ignored))
    refuse("is a link, and the case files of the folder it names are not this run's");
  if (fs::exists(folder, ignored) && !fs::is_directory(folder, ignored)) refuse("is no folder");
}

void remove_earlier_cases(const fs::path& folder, std::string_view suffix, const std::vector<fs::path>& kept) {
  require_own_folder(folder);
  std::error_code error;
  std::vector<fs::path> earlier;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const bool keep = std::ranges::any_of(kept, [&](const fs::path& path) {
      std::error_code missing;
      return fs::equivalent(path, entry.path(), missing);
    });
    if (!keep && entry.path().filename().string().ends_with(suffix)) earlier.push_back(entry.path());
  }
  for (const fs::path& path : earlier) fs::remove(path, error);
}

}  // namespace margincert::cli
