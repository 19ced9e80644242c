#pragma once

#include <stdexcept>
#include <string_view>

namespace margincert::files {

/// A file that cannot be read, written or accepted.
/// what() is one plain line (plain_text.hpp): "<file>: <place>: <what is wrong>; <what to do>".
class FileError : public std::runtime_error {
 public:
  FileError(std::string_view file, std::string_view place, std::string_view problem, std::string_view remedy);
};

}  // namespace margincert::files
