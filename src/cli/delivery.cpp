#include "cli/delivery.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "cli/exit_codes.hpp"
#include "files/atomic_write.hpp"
#include "files/file_error.hpp"
#include "files/recursion_file.hpp"
#include "files/task_file.hpp"

namespace margincert::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view task_suffix = ".task.json", parameters_suffix = ".recursion.json";

fs::path violations_folder(const std::string& folder) { return fs::path(folder) / "violations"; }

/// The violating tasks as files, with the parameters beside them, so that a co-author can run exactly these.
void write_violations(const Campaigns& campaigns, const std::string& folder) {
  for (std::size_t i = 0; i < campaigns.tasks.size(); ++i) {
    const reports::Run& run = campaigns.report.runs[i];
    for (const proofs::Tally& tally : run.result.statements) {
      if (!tally.worst_violation) continue;
      const std::uint64_t index = tally.worst_violation->task;
      const std::string stem = violations_folder(folder) / fmt::format("{}-run{}-task{}", tally.id, i, index);
      files::write_file(stem + std::string(task_suffix), files::to_json(campaigns.tasks[i](index)));
      files::write_file(stem + std::string(parameters_suffix), files::to_json(campaigns.report.models.at(run.model)));
    }
  }
}

}  // namespace

void prepare_folder(const std::string& folder) {
  if (folder.empty()) return;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw files::FileError(folder, "output folder", error.message(), "choose another folder with --output");
  for (const auto& entry : fs::directory_iterator(violations_folder(folder), error)) {
    const std::string name = entry.path().filename();
    if (name.ends_with(task_suffix) || name.ends_with(parameters_suffix)) fs::remove(entry.path(), error);
  }
}

int deliver(const Campaigns& campaigns, const CampaignOptions& options) {
  const reports::Report& report = campaigns.report;
  const reports::Conclusion conclusion = conclude(report);
  const std::string& folder = options.output;
  if (!folder.empty()) {
    write_violations(campaigns, folder);
    files::write_file(fs::path(folder) / "report.json", reports::to_json(report));
  }
  if (options.json) {
    fmt::print("{}", to_json(report));
    fmt::print(stderr, "{}\n", conclusion.line());
  } else {
    fmt::print("{}", options.quiet ? conclusion.line() + "\n" : to_text(report));
  }
  return exit_code_of(report, conclusion);
}

}  // namespace margincert::cli
