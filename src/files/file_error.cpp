#include "files/file_error.hpp"

#include <fmt/format.h>

namespace margincert::files {

std::string printable(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      line += fmt::format("\\x{:02x}", byte);
    } else {
      line += c;
    }
  }
  return line;
}

FileError::FileError(std::string_view file, std::string_view place, std::string_view problem, std::string_view remedy)
    : std::runtime_error(printable(fmt::format("{}: {}: {}; {}", file, place, problem, remedy))) {}

}  // namespace margincert::files
