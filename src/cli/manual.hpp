#pragma once

#include <string>
#include <vector>

#include "cli/option_table.hpp"

namespace margincert::cli {

/// The page margincert(1), in the man macros of roff: plain ASCII, so that no viewer guesses an encoding.
std::string manual_page(const std::vector<CommandEntry>& table);

}  // namespace margincert::cli
