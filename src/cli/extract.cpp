#include "margincert/extract.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "files/atomic_write.hpp"
#include "files/recursion_file.hpp"

namespace margincert::cli {
namespace {

void write_recursion(const recursion::Parameters& parameters, const ExtractCommand& command) {
  std::error_code none;
  if (std::filesystem::equivalent(command.output, command.model, none)) {
    throw UsageError(fmt::format("--output {} is the model itself; name another file", command.output));
  }
  files::write_file(command.output, files::to_json(parameters));
}

}  // namespace

int run(const ExtractCommand& command) {
  const PreparedExtraction extraction({command.model, {}, command.tasks, command.seed});
  if (!command.output.empty()) write_recursion(extraction.recursion(), command);
  catch_interrupts();
  const reports::Extraction result = extraction.run(run_control(command.jobs, command.quiet));
  print_outcome(result, command);
  return result.complete() ? exit_code::pass : exit_code::interrupted;
}

}  // namespace margincert::cli
