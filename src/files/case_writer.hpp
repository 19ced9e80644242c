#pragma once

#include "files/case_file.hpp"

namespace margincert::files {

/// The case as a JSON object that is still open: every member but the digest, which goes last. Checks nothing but that
/// it can be written: std::invalid_argument for numbers that are not finite and text that is not UTF-8.
std::string open_json(const Case& witness);

}  // namespace margincert::files
