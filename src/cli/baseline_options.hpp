#pragma once

#include <CLI/CLI.hpp>

#include "cli/command_line.hpp"

namespace margincert::cli {

/// The options about tolerated findings, of `gate` and `check`.
void add_baseline_options(CLI::App& app, BaselineRequest& options);

}  // namespace margincert::cli
