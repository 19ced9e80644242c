#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "margincert/baseline.hpp"

namespace CLI {
class App;
}

namespace margincert::cli {

/// Where a report goes, and in which form.
struct OutputOptions {
  std::string format;                        ///< of stdout; empty: text
  std::string folder;                        ///< for every format that has a file of its own there, and for witnesses
  std::map<std::string, std::string> files;  ///< by format: what --html-output and the like name
  bool quiet = false;

  bool writes_files() const { return !folder.empty() || !files.empty(); }
};

/// Options that every campaign takes.
struct CampaignOptions {
  std::vector<std::string> statements;  ///< ids, or A, B, C for whole theorems; empty: all
  std::vector<std::string> drop;        ///< hypothesis ids or H-numbers
  std::string regime = "natural";
  std::vector<std::string> families;
  std::vector<std::string> settings;  ///< name=value
  std::string parameter_draw = "given";
  std::optional<std::uint64_t> tasks;
  std::uint64_t seed = 1;
  int jobs = 0;  ///< 0: as many as the machine has
  std::optional<long> required_applicable;
  std::string ladder;                   ///< "53,113,…"; empty: standard
  std::optional<int> precision_budget;  ///< highest rung, in bits
  std::string engine = "on";            ///< "on" or "off"
  std::optional<double> time_budget;
  BaselineRequest baseline;
  std::string shard;  ///< "I/N"; empty: the whole
  OutputOptions outputs;
};

struct GateCommand {
  std::string file;  ///< empty: the configuration's model, or the shipped ones
  std::string config, profile, recursion, transformer, like, cases;
  std::optional<long> required_moving_layers;
  std::set<std::string> given;  ///< options that stood on the command line, "--seed"
  CampaignOptions campaign;
};
struct CheckCommand {
  std::string params;
  std::vector<std::string> tasks;  ///< task files
  bool twins = false;
  std::optional<double> radius;  ///< of boxes around the tasks; none: the tasks alone
  std::optional<int> boxes;      ///< that each may be cut into
  CampaignOptions campaign;
};
struct TraceCommand {
  std::string params;
  std::string task;
  std::string regime = "full";
  int precision = 113;
  std::vector<std::string> arithmetics;  ///< to run beside the enclosures
  bool json = false;
  std::string svg;  ///< the file of the picture; "" for none
};
struct SearchCommand {
  std::string statement;
  bool twin = false;
  std::vector<std::string> drop;     ///< hypothesis ids or H-numbers
  std::vector<std::string> require;  ///< the same: required beside the statement's own
  std::string regime = "natural";
  std::vector<std::string> families;
  std::vector<std::string> settings;
  std::string params;  ///< empty: parameters are drawn and searched
  bool vary_params = false;
  std::vector<std::string> engines;
  int points = 8;
  std::uint64_t budget = 20000;
  std::uint64_t seed = 1;
  int jobs = 0;
  std::optional<double> time_budget;
  std::string output = "reports/out";
  bool json = false;
  bool quiet = false;
};
struct ReplayCommand {
  std::vector<std::string> files;  ///< empty: the shipped cases
  bool json = false;
  bool quiet = false;
};
struct NecessityCommand {
  std::uint64_t budget = 20000;
  std::uint64_t seed = 1;
  int jobs = 0;
  std::vector<std::string> theorems;
  std::string output = "reports/out/necessity";
  bool quiet = false;
};
struct TrainCommand {
  int feature_dim = 5;
  int classes = 3;
  int context = 40;
  int layers = 4;
  std::string mode = "permuted";
  std::uint64_t steps = 5000;
  int batch = 256;
  double learning_rate = 3e-3;
  std::uint64_t seed = 1;
  std::uint64_t test_tasks = 20000;
  std::uint64_t checkpoint_every = 500;
  bool resume = false;
  int jobs = 0;
  std::string output;  ///< the model's file; beside it NAME.checkpoint and NAME.losses.csv
  bool json = false;
  bool quiet = false;
};
struct ExtractCommand {
  std::string model;   ///< *.safetensors, or a shipped model by its name
  std::string output;  ///< where the recursion file goes; empty: nowhere
  std::uint64_t tasks = 20000;
  std::uint64_t seed = 1;
  int jobs = 0;
  bool json = false;
  bool quiet = false;
};
struct CrosscheckCommand {
  std::string model;
  std::string against;  ///< recursion parameters or another transformer; empty: the recursion extracted from the model
  std::vector<std::string> families;
  std::vector<std::string> settings;
  std::uint64_t tasks = 200;
  std::uint64_t seed = 1;
  std::vector<std::string> at_most;  ///< QUANTITY=BOUND
  bool rivals = false;
  std::optional<double> factor;  ///< by which the identified recursion has to beat the best rival
  bool rounding = false;
  int jobs = 0;
  bool json = false;
  bool quiet = false;
};
struct ReproduceCommand {
  std::vector<std::string> rows;  ///< ids; empty: all
  std::string output = "reports/out/reproduction";
  std::string scale = "full";
  bool page_only = false;
  int jobs = 0;
  bool quiet = false;
};
/// report FILE: a report as it was written, in any form.
struct RenderCommand {
  std::string file;
  std::string target;  ///< its format is that of its extension, or outputs.format
  OutputOptions outputs;
};
struct MergeCommand {
  std::vector<std::string> files;
  std::string target;
  OutputOptions outputs;
};
struct DiffCommand {
  std::string before, now;
  bool json = false;
  bool quiet = false;
};
struct ListCommand {
  bool json = false;
};
struct SchemaCommand {
  std::string name;
};
struct CompletionCommand {
  std::string shell;
};
struct ManualCommand {};

/// What parsing fills: one of these is run.
struct Commands {
  GateCommand gate;
  CheckCommand check;
  TraceCommand trace;
  SearchCommand search;
  ReplayCommand replay;
  NecessityCommand necessity;
  TrainCommand train;
  ExtractCommand extract;
  CrosscheckCommand crosscheck;
  ReproduceCommand reproduce;
  RenderCommand report;
  MergeCommand report_merge;
  DiffCommand report_diff;
  ListCommand list;
  SchemaCommand schema;
  CompletionCommand completion;
  ManualCommand manual;
};

/// The option table: every subcommand with its options, which write into `commands`.
void describe(CLI::App& app, Commands& commands);

/// --help or --version: text to print, exit 0.
struct TextCommand {
  std::string text;
};

using Command =
    std::variant<GateCommand, CheckCommand, TraceCommand, SearchCommand, ReplayCommand, NecessityCommand, TrainCommand,
                 ExtractCommand, CrosscheckCommand, ReproduceCommand, RenderCommand, MergeCommand, DiffCommand,
                 ListCommand, SchemaCommand, CompletionCommand, ManualCommand, TextCommand>;

/// Throws UsageError, naming the nearest option or subcommand.
Command parse_command_line(int argc, char** argv);

}  // namespace margincert::cli
