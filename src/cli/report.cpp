#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/outputs.hpp"
#include "cli/streams.hpp"
#include "margincert/report.hpp"

namespace margincert::cli {
namespace {

/// Where `report` and `report merge` write. A file named with -o leaves to stdout the last line alone.
Outputs outputs_of(OutputOptions options, const std::string& target, const std::vector<std::string>& inputs) {
  if (target.empty()) return Outputs(options, inputs);
  const reports::Format* format =
      options.format.empty() ? reports::format_of_path(target) : reports::find_format(options.format);
  if (!format) {
    throw UsageError(fmt::format("-o {}: its extension is of no format; give --format, or end it with e.g. {}", target,
                                 reports::find_format("html")->extensions.front()));
  }
  options.format.clear();
  options.quiet = true;
  return Outputs(options, inputs, {{format, target}});
}

/// Writes a finished report, and says which witnesses are too large for a report and stay where the run has put them.
int deliver(const reports::Report& report, const OutputOptions& options, const Outputs& outputs) {
  outputs.prepare();
  const int status = outputs.deliver(report, carried_witnesses(report));
  if (options.folder.empty()) return status;
  for (const reports::WitnessCase* witness : witnesses_of(report)) {
    if (witness->content) continue;
    warn(fmt::format("{} is too large for a report; it stays in the output folder of its run", witness->file));
  }
  return status;
}

}  // namespace

int run(const RenderCommand& command) {
  const Outputs outputs = outputs_of(command.outputs, command.target, {command.file});
  return deliver(read_report(command.file), command.outputs, outputs);
}

int run(const MergeCommand& command) {
  const Outputs outputs = outputs_of(command.outputs, command.target, command.files);
  return deliver(merge_reports(command.files), command.outputs, outputs);
}

int run(const DiffCommand& command) {
  const reports::Diff diff = compare_reports(command.before, command.now);
  if (command.json) {
    fmt::print("{}", to_json(diff));
    to_stderr(diff.line() + "\n");
  } else {
    fmt::print("{}", command.quiet ? diff.line() + "\n" : to_text(diff));
  }
  return reports::exit_status(diff.status());
}

}  // namespace margincert::cli
