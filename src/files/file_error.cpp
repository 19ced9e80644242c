#include "files/file_error.hpp"

#include <fmt/format.h>

#include "files/plain_text.hpp"

namespace margincert::files {

FileError::FileError(std::string_view file, std::string_view place, std::string_view problem, std::string_view remedy)
    : std::runtime_error(plain(fmt::format("{}: {}: {}; {}", file, place, problem, remedy))) {}

}  // namespace margincert::files
