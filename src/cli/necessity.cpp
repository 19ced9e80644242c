#include "search/necessity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/campaigns.hpp"
#include "margincert/work/case_files.hpp"
#include "cli/case_folder.hpp"
#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "margincert/work/shipped.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/necessity_text.hpp"
#include "cli/progress.hpp"
#include "files/atomic_write.hpp"

namespace margincert::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* command_name = "necessity";

/// Writes the cases that the page links to, each replayed first.
std::vector<fs::path> save_cases(const search::Study& study, const search::StudyOptions& options,
                                 const fs::path& folder) {
  std::vector<fs::path> saved;
  const auto save = [&](const search::Witness& witness, const search::Target& target, const std::string& name) {
    saved.push_back(folder / name);
    save_confirmed(to_case(witness, target, command_name, options.seed), saved.back());
  };
  for (const search::Cell& cell : study.cells) {
    if (cell.counterexample) save(*cell.counterexample, cell.target, case_name(cell));
  }
  for (const search::Sharpness& sharpness : study.sharpness) {
    if (sharpness.result.tightest) save(*sharpness.result.tightest, sharpness.target, case_name(sharpness));
  }
  if (study.threshold && study.threshold->witness) {
    save(*study.threshold->witness, study.threshold->target, threshold_case_name);
  }
  return saved;
}

bool is_of_a_study(const fs::path& path) {
  try {
    return files::read_case(path).origin.command == command_name;
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
  remove_earlier_cases(folder, case_suffix, saved);
}

std::vector<std::string> chosen_theorems(const NecessityCommand& command) {
  std::vector<std::string> chosen;
  for (const std::string theorem : {"A", "B"}) {
    const bool named = std::ranges::find(command.theorems, theorem) != command.theorems.end();
    if (named || command.theorems.empty()) chosen.push_back(theorem);
  }
  return chosen;
}

}  // namespace

int run(const NecessityCommand& command) {
  const std::vector<std::string> theorems = chosen_theorems(command);
  if (command.budget == 0) throw UsageError("--budget 0 checks nothing; give at least 1");
  const search::StudyOptions options{command.budget, command.seed, jobs_of(command.jobs), interrupted};
  prepare_folder(command.output);
  require_own_folder(fs::path(command.output) / "cases");
  catch_interrupts();
  search::Study study;
  {
    std::optional<Progress> progress;
    study = study_necessity(theorems, options, [&](std::size_t done, std::size_t all) {
      if (!progress) progress.emplace(all, command.quiet, "searches");
      progress->advance(done);
    });
  }
  const bool complete = !interrupted();
  const fs::path folder = command.output;
  const std::vector<fs::path> saved = save_cases(study, options, folder / "cases");
  const std::string only = theorems.size() == 1 ? " --theorem " + theorems.front() : "";
  const std::string line =
      fmt::format("margincert necessity{} --budget {} --seed {}", only, command.budget, command.seed);
  files::write_file(folder / "necessity.md", to_markdown(study, options, line));
  keep_one_study(folder / "cases", saved);
  const auto found =
      std::ranges::count_if(study.cells, [](const auto& cell) { return cell.counterexample.has_value(); });
  fmt::print("{} cells={} counterexamples={} cases={}\n", complete ? "COMPLETE" : "INTERRUPTED", study.cells.size(),
             found, saved.size());
  if (std::ranges::any_of(study.cells, &search::Cell::refutes_the_proof)) return exit_code::violated;
  return complete ? exit_code::pass : exit_code::interrupted;
}

}  // namespace margincert::cli
