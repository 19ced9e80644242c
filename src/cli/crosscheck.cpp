#include "margincert/crosscheck.hpp"

#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"

namespace margincert::cli {
namespace {

std::vector<transformer::Threshold> thresholds_of(const CrosscheckCommand& command) {
  std::vector<transformer::Threshold> thresholds;
  try {
    for (const std::string& text : command.at_most) thresholds.push_back(transformer::parse_threshold(text));
  } catch (const transformer::ThresholdError& error) {
    throw UsageError(std::string("--at-most: ") + error.what());
  }
  return thresholds;
}

CrosscheckRequest request_of(const CrosscheckCommand& command) {
  CrosscheckRequest request;
  request.model = command.model;
  request.against = command.against;
  request.families = command.families;
  request.settings = command.settings;
  request.tasks = command.tasks;
  request.seed = command.seed;
  request.thresholds = thresholds_of(command);
  request.rivals = command.rivals;
  request.factor = command.factor;
  request.rounding = command.rounding;
  return request;
}

}  // namespace

int run(const CrosscheckCommand& command) {
  const PreparedCrosscheck crosscheck(request_of(command));
  catch_interrupts();
  const reports::Crosscheck result = crosscheck.run(run_control(command.jobs, command.quiet));
  print_outcome(result, command);
  return result.interrupted ? exit_code::interrupted : reports::exit_status(conclude(result).status);
}

}  // namespace margincert::cli
