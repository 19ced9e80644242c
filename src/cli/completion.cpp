#include "cli/completion.hpp"

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/manual.hpp"

namespace margincert::cli {

std::string shell_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

int run(const CompletionCommand& command) {
  const auto script = command.shell == "bash"  ? bash_completion
                      : command.shell == "zsh" ? zsh_completion
                                               : fish_completion;
  fmt::print("{}", script(option_table()));
  return exit_code::pass;
}

}  // namespace margincert::cli
