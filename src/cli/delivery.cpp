#include "cli/delivery.hpp"

#include <filesystem>
#include <system_error>

#include "files/file_error.hpp"
#include "files/plain_text.hpp"

namespace margincert::cli {

void prepare_folder(const std::string& folder) {
  if (folder.empty()) return;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw files::FileError(folder, "output folder", error.message(), "choose another folder with --output");
}

void warn(std::string_view text) { to_stderr(files::plain_line(fmt::format("margincert: {}", text))); }

}  // namespace margincert::cli
