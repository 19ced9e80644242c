#include "files/text_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "files/descriptor.hpp"
#include "files/file_error.hpp"

namespace margincert::files {

namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& problem, const std::string& remedy) {
  throw FileError(path, "whole file", problem, remedy);
}

[[noreturn]] void refuse_system(const std::string& path, const std::string& doing, int error) {
  if (error == ENOENT) refuse(path, "does not exist", "check the path");
  refuse(path, "cannot be " + doing + " (" + std::generic_category().message(error) + ")",
         "check the path and its permissions");
}

[[noreturn]] void refuse_size(const std::string& path) {
  refuse(path, "is larger than 1 GiB", "split it, or check that it is the file you meant");
}

}  // namespace

std::string read_text(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) refuse_system(path, "opened", errno);
  struct stat status = {};
  if (::fstat(file.number(), &status) != 0) refuse_system(path, "examined", errno);
  if (S_ISDIR(status.st_mode)) refuse(path, "is a directory", "name a file in it");
  if (S_ISREG(status.st_mode) && static_cast<std::size_t>(status.st_size) > largest_file) refuse_size(path);

  constexpr std::size_t chunk = std::size_t{1} << 16;
  std::string text;
  while (true) {
    const std::size_t filled = text.size();
    text.resize(filled + chunk);
    const ssize_t count = ::read(file.number(), text.data() + filled, chunk);
    text.resize(filled + (count > 0 ? static_cast<std::size_t>(count) : 0));
    if (count == 0) return text;
    if (count < 0 && errno != EINTR) refuse_system(path, "read", errno);
    if (text.size() > largest_file) refuse_size(path);
  }
}

}  // namespace margincert::files
