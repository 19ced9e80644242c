#include "files/atomic_write.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

#include "files/descriptor.hpp"
#include "files/file_error.hpp"
#include "numeric/fnv1a.hpp"

namespace margincert::files {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view temporary_suffix = ".tmp";

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

/// How the temporary files of a target begin. A long name and a short one alike leave room for the rest.
std::string prefix_for(const fs::path& target) {
  return fmt::format(".margincert-{:016x}-", numeric::fnv1a(target.filename().string()));
}

/// Removes what a killed process has left of this target. A file that is being written is locked by its writer,
/// wherever that runs; where the file system cannot lock, none is touched.
void remove_abandoned(const fs::path& directory, const std::string& prefix) {
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(prefix) || !name.ends_with(temporary_suffix)) continue;
    const Descriptor left(::open(entry->path().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (left.is_open() && ::flock(left.number(), LOCK_EX | LOCK_NB) == 0) ::unlink(entry->path().c_str());
  }
}

/// A file that disappears unless it was renamed. Created with the user's umask, which mkstemp would ignore.
class Temporary {
 public:
  Temporary(const fs::path& directory, const fs::path& target, const fs::path& wanted)
      : file_(create(directory, prefix_for(target))) {
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
  }

  /// Still open, and so still locked: nobody takes it for abandoned.
  void rename_to(const fs::path& target, const fs::path& wanted) {
    if (std::rename(path_.c_str(), target.c_str()) != 0) refuse_system(wanted, "renaming", last_error());
    renamed_ = true;
  }

 private:
  /// Target, process and counter make the name; one that is taken all the same is passed by.
  int create(const fs::path& directory, const std::string& prefix) {
    static std::atomic<unsigned> counter = 0;
    constexpr int attempts = 1000;
    remove_abandoned(directory, prefix);
    for (int attempt = 0; attempt < attempts; ++attempt) {
      path_ = directory / fmt::format("{}{}-{}{}", prefix, ::getpid(), counter++, temporary_suffix);
      const int number = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (number < 0 && errno != EEXIST) return number;
      if (number >= 0 && is_kept(number)) return number;
      if (number >= 0) ::close(number);
    }
    return -1;
  }

  /// Locks the new file. In the moment before, another process may have taken it for abandoned.
  static bool is_kept(int number) {
    struct stat status = {};
    ::flock(number, LOCK_EX);
    return ::fstat(number, &status) != 0 || status.st_nlink > 0;
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
  Temporary temporary(directory, target, path);
  temporary.fill(content, path);
  temporary.rename_to(target, path);
  sync_directory(directory);
}

void require_writable(const fs::path& path) {
  const fs::path target = destination(path);
  const Temporary probe(made_directory(target, path), target, path);
}

}  // namespace margincert::files
