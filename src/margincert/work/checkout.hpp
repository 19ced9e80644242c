#pragma once

#include <filesystem>
#include <string>

namespace margincert::work {

/// The checkout that the program runs in: what reports call a file is its path from there, so that it is the same file
/// for whoever reads the report, and one file has one name wherever the program ran.
class Checkout {
 public:
  /// Of the working folder: the nearest folder, it or above it, that holds .git or is what GITHUB_WORKSPACE or
  /// CI_PROJECT_DIR names; the working folder itself where there is none.
  Checkout();

  /// A file or folder that is opened as `path`, and was written as `written`. What was written stays where it says the
  /// same; an absolute path outside of the checkout stays as it is.
  std::string name_of(const std::string& path, const std::string& written) const;
  std::string name_of(const std::string& path) const { return name_of(path, path); }
  /// The same of what may be a shipped model's name instead, or nothing at all.
  std::string name_of_model(const std::string& path, const std::string& written) const;

  /// The working folder from the checkout's root; "" for the root itself.
  std::string folder() const;

 private:
  std::filesystem::path working_, root_;
};

}  // namespace margincert::work
