#include "margincert/necessity.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "cli/case_folder.hpp"
#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "files/atomic_write.hpp"
#include "files/file_error.hpp"
#include "margincert/work/shipped.hpp"

namespace margincert::cli {
namespace {

namespace fs = std::filesystem;

bool is_of_a_study(const fs::path& path) {
  try {
    return files::read_case(path).origin.command == necessity_command;
  } catch (const files::FileError&) {
    return false;
  }
}

/// update.py takes over what is there: it has to be of one study. Cases of other origin stay.
void keep_one_study(const fs::path& folder, std::vector<fs::path> saved) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (!is_of_a_study(entry.path())) saved.push_back(entry.path());
  }
  remove_earlier_cases(folder, work::case_suffix, saved);
}

void write(const Necessity& found, const fs::path& folder) {
  std::vector<fs::path> saved;
  for (const auto& [name, witness] : found.cases) {
    saved.push_back(folder / "cases" / name);
    files::write_file(saved.back(), files::to_json(witness));
  }
  files::write_file(folder / "necessity.md", found.page);
  keep_one_study(folder / "cases", saved);
}

}  // namespace

int run(const NecessityCommand& command) {
  const NecessityStudy study({command.theorems, command.budget, command.seed});
  const fs::path folder = command.output;
  prepare_folder(command.output);
  require_own_folder(folder / "cases");
  catch_interrupts();
  const Necessity found = study.run(run_control(command.jobs, command.quiet));
  write(found, folder);
  fmt::print("{} cells={} counterexamples={} cases={}\n", found.interrupted ? "INTERRUPTED" : "COMPLETE",
             found.study.cells.size(), found.counterexamples(), found.cases.size());
  if (found.refutes_a_proof()) return exit_code::violated;
  return found.interrupted ? exit_code::interrupted : exit_code::pass;
}

}  // namespace margincert::cli
