#pragma once

#include "cli/command_line.hpp"

namespace margincert::cli {

// Each runs one subcommand and returns the exit status. FileError, UsageError and SettingError pass through to main.
int run(const GateCommand& command);
int run(const CheckCommand& command);
int run(const TraceCommand& command);
int run(const SearchCommand& command);
int run(const ReplayCommand& command);
int run(const NecessityCommand& command);
int run(const TrainCommand& command);
int run(const ExtractCommand& command);
int run(const CrosscheckCommand& command);
int run(const ReproduceCommand& command);
int run(const RenderCommand& command);
int run(const MergeCommand& command);
int run(const DiffCommand& command);
int run(const ListCommand& command);
int run(const SchemaCommand& command);
int run(const CompletionCommand& command);
int run(const ManualCommand& command);

}  // namespace margincert::cli
