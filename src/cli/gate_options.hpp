#pragma once

#include <CLI/CLI.hpp>
#include <set>
#include <string>

#include "cli/command_line.hpp"

namespace margincert::cli {

/// What `gate` takes beside the options of every campaign.
void add_gate_options(CLI::App& app, GateCommand& options);

/// The options that stood on the command line, "--seed": what a configuration says counts for the others only.
std::set<std::string> given_options(const CLI::App& app);

}  // namespace margincert::cli
