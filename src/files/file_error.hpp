#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace margincert::files {

/// Text taken from a file or a path, made fit for one line of a message: control characters become \xNN.
std::string printable(std::string_view text);

/// A file that cannot be read, written or accepted.
/// what() is one line: "<file>: <place>: <what is wrong>; <what to do>".
class FileError : public std::runtime_error {
 public:
  FileError(std::string_view file, std::string_view place, std::string_view problem, std::string_view remedy);
};

}  // namespace margincert::files
