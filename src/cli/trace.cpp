#include "margincert/trace.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/progress.hpp"
#include "files/atomic_write.hpp"
#include "margincert/models.hpp"
#include "margincert/selection.hpp"
#include "margincert/work/task_makers.hpp"

namespace margincert::cli {
namespace {

TraceRequest request_of(const TraceCommand& command) {
  const Model model = load_model(command.params);
  TraceRequest request{{work::read_matching_task(command.task, model), model.parameters}, *find_regime(command.regime),
                       numeric::Precision(command.precision)};
  for (const std::string& id : command.arithmetics) request.arithmetics.push_back(find_arithmetic(id));
  return request;
}

void refuse_to_overwrite_the_inputs(const TraceCommand& command) {
  for (const std::string& input : {command.params, command.task}) {
    std::error_code none;
    if (!command.svg.empty() && std::filesystem::equivalent(command.svg, input, none))
      throw UsageError(fmt::format("--svg-output {} is also read; name another file", command.svg));
  }
}

}  // namespace

int run(const TraceCommand& command) {
  const TraceRequest request = request_of(command);
  refuse_to_overwrite_the_inputs(command);
  if (!command.svg.empty()) files::write_file(command.svg, draw(request));
  const reports::Trace found = trace(request, run_control(0, true));
  fmt::print("{}", command.json ? to_json(found) : to_text(found));
  return exit_code::pass;
}

}  // namespace margincert::cli
