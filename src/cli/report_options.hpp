#pragma once

#include <CLI/CLI.hpp>

#include "cli/command_line.hpp"

namespace margincert::cli {

/// What every command that reports takes: the form of stdout, an output folder, and a file for each format.
void add_output_options(CLI::App& app, OutputOptions& o);

/// The subcommand report, with merge and diff below it.
void add_report_options(CLI::App& app, Commands& commands);

/// Which of them was called. UsageError for what stands before "merge" or "diff" and would be passed by.
Command chosen_report(const CLI::App& app, const Commands& commands);

}  // namespace margincert::cli
