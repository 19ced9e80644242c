#include "margincert/work/checkout.hpp"

#include <cstdlib>
#include <system_error>

#include "margincert/work/models.hpp"

namespace margincert::work {
namespace {

namespace fs = std::filesystem;

bool is_named_by(const char* variable, const fs::path& folder) {
  const char* const named = std::getenv(variable);
  std::error_code none;
  return named && *named != '\0' && fs::equivalent(named, folder, none);
}

bool is_root(const fs::path& folder) {
  std::error_code none;
  return fs::exists(folder / ".git", none) || is_named_by("GITHUB_WORKSPACE", folder) ||
         is_named_by("CI_PROJECT_DIR", folder);
}

fs::path root_of(const fs::path& working) {
  for (fs::path folder = working;; folder = folder.parent_path()) {
    if (is_root(folder)) return folder;
    if (folder == folder.parent_path()) return working;
  }
}

bool is_outside(const fs::path& relative) { return relative.empty() || *relative.begin() == ".."; }

}  // namespace

Checkout::Checkout() {
  std::error_code removed;
  working_ = fs::current_path(removed);
  root_ = root_of(working_);
}

std::string Checkout::name_of(const std::string& path, const std::string& written) const {
  if (path.empty()) return path;
  const fs::path whole = (working_ / path).lexically_normal();
  fs::path name = whole.lexically_relative(root_);
  if (is_outside(name) && fs::path(path).is_absolute()) {
    // The same folder may be reached by links.
    std::error_code error;
    name = fs::weakly_canonical(whole, error).lexically_relative(fs::weakly_canonical(root_, error));
    if (error || is_outside(name)) return path;
  }
  return fs::path(written).lexically_normal() == name ? written : name.string();
}

std::string Checkout::name_of_model(const std::string& path, const std::string& written) const {
  return path.empty() || is_shipped(path) ? path : name_of(path, written);
}

std::string Checkout::folder() const {
  const std::string folder = working_.lexically_relative(root_).string();
  return folder == "." ? "" : folder;
}

}  // namespace margincert::work
