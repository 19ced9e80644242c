#include "margincert/search.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "files/atomic_write.hpp"

namespace margincert::cli {
namespace {

namespace fs = std::filesystem;

SearchRequest request_of(const SearchCommand& command) {
  SearchRequest request;
  request.statement = command.statement;
  request.version = command.twin ? proofs::Version::corrupted : proofs::Version::stated;
  request.drop = command.drop;
  request.require = command.require;
  request.regime = find_regime(command.regime);
  request.families = command.families;
  request.settings = command.settings;
  request.model = command.params;
  request.vary_parameters = command.vary_params;
  request.engines = command.engines;
  request.most_points = command.points;
  request.budget = command.budget;
  request.seed = command.seed;
  return request;
}

fs::path path_of(const SearchCommand& command, const std::string& kind) {
  const std::string twin = command.twin ? "-twin" : "";
  return fs::path(command.output) / fmt::format("{}{}.{}.case.json", command.statement, twin, kind);
}

constexpr const char* kinds[] = {"worst", "simplest"};

void refuse_to_overwrite_the_input(const SearchCommand& command) {
  std::error_code missing;
  for (const char* kind : kinds) {
    if (!fs::equivalent(path_of(command, kind), command.params, missing)) continue;
    throw UsageError(fmt::format("--params {} is where this search writes its {} witness; choose another --output",
                                 command.params, kind));
  }
}

/// An earlier search's witnesses must not pass for this one's.
void remove_stale(const SearchCommand& command) {
  std::error_code error;
  for (const char* kind : kinds) fs::remove(path_of(command, kind), error);
}

int exit_status(const reports::SearchReport& report) {
  if (report.interrupted) return exit_code::interrupted;
  if (report.found()) return exit_code::violated;
  if (report.out_of_time || report.result.open > 0) return exit_code::inconclusive;
  return report.vacuous() ? exit_code::nothing_checked : exit_code::pass;
}

}  // namespace

int run(const SearchCommand& command) {
  const Search search(request_of(command));
  refuse_to_overwrite_the_input(command);
  catch_interrupts();
  prepare_folder(command.output);
  remove_stale(command);
  const auto keep = [&](const files::Case& witness, const std::string& kind) {
    const fs::path path = path_of(command, kind);
    files::write_file(path, files::to_json(witness));
    return path.string();
  };
  const reports::SearchReport report = search.run(run_control(command.jobs, command.quiet, command.time_budget), keep);
  print_outcome(report, command);
  return exit_status(report);
}

}  // namespace margincert::cli
