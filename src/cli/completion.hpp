#pragma once

#include <string>
#include <vector>

#include "cli/option_table.hpp"

namespace margincert::cli {

// Completion of a whole command line, as a script that the shell sources. Every word of it is in the script: the
// program is not run while somebody types.
std::string bash_completion(const std::vector<CommandEntry>& table);
std::string zsh_completion(const std::vector<CommandEntry>& table);
std::string fish_completion(const std::vector<CommandEntry>& table);

/// The text as one word of a POSIX-like shell, in single quotes.
std::string shell_quoted(const std::string& text);

}  // namespace margincert::cli
