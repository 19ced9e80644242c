#include "cli/report_options.hpp"

#include <fmt/format.h>

#include "cli/exit_codes.hpp"
#include "cli/option_parts.hpp"
#include "reports/formats.hpp"

namespace margincert::cli {
namespace {

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const reports::Format& format : reports::formats()) names.push_back(format.name);
  return names;
}

std::string known_extensions() {
  std::string text;
  for (const reports::Format& format : reports::formats()) {
    if (format.extensions.empty()) continue;
    text += (text.empty() ? "" : " ") + format.extensions.front();
  }
  return text;
}

void add_target(CLI::App& app, std::string& target) {
  app.add_option(
         "-o", target,
         fmt::format("Write this one file, in the format of its extension ({}) or of --format", known_extensions()))
      ->check(not_empty())
      ->type_name("FILE");
}

void add_report(CLI::App& app, std::vector<std::string>& files, const char* name, const char* meaning) {
  app.add_option(name, files, meaning)->check(not_empty())->required();
}

}  // namespace

void add_output_options(CLI::App& app, OutputOptions& o) {
  auto* format = app.add_option("--format", o.format, "What to print to stdout (default text)")
                     ->check(CLI::IsMember(format_names()))
                     ->type_name("FORMAT");
  app.add_option("--output", o.folder, "Folder for a report in every format, and for violating tasks")
      ->check(not_empty())
      ->type_name("DIR");
  for (const reports::Format& each : reports::formats()) {
    if (each.default_file.empty()) continue;
    app.add_option_function<std::string>(
           fmt::format("--{}-output", each.name),
           [&o, name = each.name](const std::string& file) { o.files[name] = file; },
           fmt::format("Write the report as {} to this file", each.name))
        ->check(not_empty())
        ->type_name("FILE" + each.extensions.front());
  }
  app.add_flag_callback(
         "--json", [&o] { o.format = "json"; }, "The same as --format json")
      ->excludes(format);
  app.add_flag("--quiet", o.quiet, "Only the last line; no progress");
}

void add_report_options(CLI::App& app, Commands& commands) {
  RenderCommand& render = commands.report;
  app.add_option("REPORT", render.file, "A report as JSON")->check(not_empty());
  add_target(app, render.target);
  add_output_options(app, render.outputs);
  app.require_subcommand(0, 1);

  MergeCommand& merge = commands.report_merge;
  CLI::App* merge_app = app.add_subcommand("merge", "One report from those of parts of a campaign, in any order");
  add_report(*merge_app, merge.files, "REPORT", "Reports as JSON: parts of one campaign, each once");
  add_target(*merge_app, merge.target);
  add_output_options(*merge_app, merge.outputs);

  DiffCommand& diff = commands.report_diff;
  CLI::App* diff_app =
      app.add_subcommand("diff", "What is new, worse, resolved or no longer checked in a later report");
  diff_app->add_option("OLD", diff.before, "The earlier report")->check(not_empty())->required();
  diff_app->add_option("NEW", diff.now, "The later report")->check(not_empty())->required();
  diff_app->add_flag("--json", diff.json, "Print margincert-diff/1 instead of the table");
  diff_app->add_flag("--quiet", diff.quiet, "Only the last line");
}

Command chosen_report(const CLI::App& app, const Commands& commands) {
  const std::vector<CLI::App*> below = app.get_subcommands();
  if (below.empty()) {
    if (!commands.report.file.empty()) return commands.report;
    throw UsageError("report needs a report; give report REPORT.json, report merge A B…, or report diff OLD NEW");
  }
  for (const CLI::Option* option : app.get_options()) {
    if (option->count() == 0) continue;
    throw UsageError(fmt::format("{} stands before '{}' and would be passed by; put it behind", option->get_name(),
                                 below.front()->get_name()));
  }
  if (below.front()->get_name() == "merge") return commands.report_merge;
  return commands.report_diff;
}

}  // namespace margincert::cli
