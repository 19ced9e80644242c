#include "margincert/replay.hpp"

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"

namespace margincert::cli {

int run(const ReplayCommand& command) {
  catch_interrupts();
  const auto print_line = [&](const reports::ReplayedCase& replayed) {
    if (!command.json && !command.quiet) fmt::print("{}", to_text(replayed));
  };
  const reports::Replays replays = replay_cases(command.files, run_control(1, true), print_line);
  if (command.json) fmt::print("{}", to_json(replays));
  print_last(last_line(replays) + "\n", command.json);
  if (replays.interrupted) return exit_code::interrupted;
  return replays.any_unreadable() ? exit_code::bad_file : reports::exit_status(replays.status());
}

}  // namespace margincert::cli
