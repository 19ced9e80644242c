#pragma once

#include "cli/command_line.hpp"

namespace margincert::cli {

/// check --radius: statements on boxes around tasks. Returns the exit status.
int check_boxes(const CheckCommand& command);

}  // namespace margincert::cli
