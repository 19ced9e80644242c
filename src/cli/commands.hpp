#pragma once

#include <string>

#include "cli/command_line.hpp"
#include "recursion/parameters.hpp"

namespace margincert::cli {

// Each runs one subcommand and returns the exit status. FileError, UsageError and SettingError pass through to main.
int run(const GateCommand& command);
int run(const CheckCommand& command);
int run(const TraceCommand& command);
int run(const ListCommand& command);
int run(const SchemaCommand& command);

/// Recursion parameters from a file, or a shipped model by its name ("reference", "textbook").
struct Model {
  std::string name;
  recursion::Parameters parameters;
};
Model load_model(const std::string& path_or_name);
/// The shipped models, in the order they are gated.
std::vector<Model> shipped_models();

}  // namespace margincert::cli
