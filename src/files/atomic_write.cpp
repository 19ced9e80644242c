#include "files/atomic_write.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

#include "files/descriptor.hpp"
#include "files/file_error.hpp"

namespace margincert::files {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void refuse(const fs::path& path, std::string_view problem, std::string_view remedy) {
  throw FileError(path.string(), "whole file", problem, remedy);
}

[[noreturn]] void refuse_system(const fs::path& path, std::string_view step, const std::error_code& error) {
  refuse(path, fmt::format("cannot be written: {} ({})", step, error.message()),
         "check the path, its permissions and the free space");
}

std::error_code last_error() { return {errno, std::generic_category()}; }

/// Renaming onto a device, a pipe or a directory would replace or miss it: only a regular file, or nothing, may be
/// there.
fs::path destination(const fs::path& path) {
  std::error_code ignored;
  const fs::file_type type = fs::status(path, ignored).type();
  if (type == fs::file_type::directory) refuse(path, "is a directory", "name a file in it");
  if (type == fs::file_type::not_found || type == fs::file_type::none) return path;
  if (type != fs::file_type::regular) refuse(path, "is not a regular file", "name a file to create or replace");
  std::error_code error;
  fs::path resolved = fs::canonical(path, error);
  if (error) refuse_system(path, "following the link", error);
  return resolved;
}

/// A file that disappears unless it was renamed. Created with the user's umask, which mkstemp would ignore.
class Temporary {
 public:
  Temporary(const fs::path& directory, const fs::path& wanted) : file_(create(directory)) {
    if (!file_.is_open()) refuse_system(wanted, "creating a temporary file beside it", last_error());
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (!renamed_) ::unlink(path_.c_str());
  }

  void fill(std::string_view content, const fs::path& wanted) {
    while (!content.empty()) {
      const ssize_t count = ::write(file_.number(), content.data(), content.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) refuse_system(wanted, "writing", last_error());
      content.remove_prefix(static_cast<std::size_t>(count));
    }
    if (::fsync(file_.number()) != 0) refuse_system(wanted, "syncing", last_error());
    if (!file_.close()) refuse_system(wanted, "closing", last_error());
  }

  void rename_to(const fs::path& target, const fs::path& wanted) {
    if (std::rename(path_.c_str(), target.c_str()) != 0) refuse_system(wanted, "renaming", last_error());
    renamed_ = true;
  }

 private:
  /// Process and counter make the name; a name left over from a killed process is passed by.
  int create(const fs::path& directory) {
    static std::atomic<unsigned> counter = 0;
    constexpr int attempts = 1000;
    int number = -1;
    for (int attempt = 0; attempt < attempts && number < 0; ++attempt) {
      path_ = directory / fmt::format(".margincert-{}-{}.tmp", ::getpid(), counter++);
      number = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (number < 0 && errno != EEXIST) break;
    }
    return number;
  }

  fs::path path_;
  Descriptor file_;
  bool renamed_ = false;
};

/// Makes the rename itself durable. Not every file system can sync a directory; the content is in place either way.
void sync_directory(const fs::path& directory) {
  const Descriptor handle(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (handle.is_open()) ::fsync(handle.number());
}

/// The directory that a file goes to, which is made if need be.
fs::path made_directory(const fs::path& target, const fs::path& wanted) {
  if (!target.has_filename()) refuse(wanted, "names no file", "end the path with a file name");
  const fs::path directory = target.has_parent_path() ? target.parent_path() : fs::path(".");
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) refuse_system(wanted, "creating its directory", error);
  return directory;
}

}  // namespace

void write_file(const fs::path& path, std::string_view content) {
  const fs::path target = destination(path);
  const fs::path directory = made_directory(target, path);
  Temporary temporary(directory, path);
  temporary.fill(content, path);
  temporary.rename_to(target, path);
  sync_directory(directory);
}

void require_writable(const fs::path& path) { const Temporary probe(made_directory(destination(path), path), path); }

}  // namespace margincert::files
