#pragma once

#include "files/case_file.hpp"
#include "files/json_reader.hpp"

namespace margincert::files {

/// What the object says, checked against itself; the digest is not looked at.
Case read_case(const Node& root);

}  // namespace margincert::files
