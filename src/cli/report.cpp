#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/outputs.hpp"
#include "cli/streams.hpp"
#include "files/file_error.hpp"
#include "reports/diff.hpp"
#include "reports/merge.hpp"

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

/// The witnesses that a report carries, for its output folder.
std::vector<ViolationCase> carried_witnesses(const reports::Report& report) {
  std::vector<ViolationCase> carried;
  for (const reports::WitnessCase* witness : witnesses_of(report)) {
    if (witness->content) carried.push_back({witness->file, *witness->content});
  }
  return carried;
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
  return deliver(reports::read_report(command.file), command.outputs, outputs);
}

int run(const MergeCommand& command) {
  const Outputs outputs = outputs_of(command.outputs, command.target, command.files);
  std::vector<reports::Report> parts;
  for (const std::string& file : command.files) parts.push_back(reports::read_report(file));
  try {
    return deliver(reports::merge(parts), command.outputs, outputs);
  } catch (const reports::MergeError& error) {
    throw files::FileError(command.files[error.report()], "beside the reports before it", error.what(),
                           "merge reports of one campaign, each part once");
  }
}

int run(const DiffCommand& command) {
  const reports::Diff diff = reports::diff(reports::read_report(command.before), reports::read_report(command.now));
  if (command.json) {
    fmt::print("{}", to_json(diff));
    to_stderr(diff.line() + "\n");
  } else {
    fmt::print("{}", command.quiet ? diff.line() + "\n" : to_text(diff));
  }
  return reports::exit_status(diff.status());
}

}  // namespace margincert::cli
