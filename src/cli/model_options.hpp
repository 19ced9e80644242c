#pragma once

#include <CLI/CLI.hpp>

#include "cli/command_line.hpp"

namespace margincert::cli {

// The options of the subcommands that deal with transformers.
void add_train_options(CLI::App& app, TrainCommand& o);
void add_extract_options(CLI::App& app, ExtractCommand& o);
void add_crosscheck_options(CLI::App& app, CrosscheckCommand& o);
void add_reproduce_options(CLI::App& app, ReproduceCommand& o);

}  // namespace margincert::cli
