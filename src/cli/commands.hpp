#pragma once

#include <string>

#include "cli/command_line.hpp"
#include "recursion/parameters.hpp"

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
int run(const ListCommand& command);
int run(const SchemaCommand& command);

/// Recursion parameters from a file, or a shipped model by its name ("reference", "pytorch", "textbook", "soft").
struct Model {
  std::string name;
  recursion::Parameters parameters;
};
Model load_model(const std::string& path_or_name);
/// What the gate runs without a file: the fitted reference, which Theorem C covers, and the textbook parameters, which
/// meet the signs of Theorems A and B.
std::vector<Model> gated_models();

}  // namespace margincert::cli
