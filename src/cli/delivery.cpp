#include "cli/delivery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "cli/embedded.hpp"
#include "cli/exit_codes.hpp"
#include "files/atomic_write.hpp"
#include "files/file_error.hpp"

namespace margincert::cli {
namespace {

namespace fs = std::filesystem;

fs::path violations_folder(const std::string& folder) { return fs::path(folder) / "violations"; }

/// The witnesses of violations, each complete in itself, so that a co-author can replay exactly these. Returns what it
/// wrote.
std::vector<fs::path> write_violations(const Campaigns& campaigns, const std::string& folder) {
  std::vector<fs::path> written;
  for (const ViolationCase& violation : campaigns.violations) {
    written.push_back(violations_folder(folder) / violation.file_name);
    files::write_file(written.back(), files::to_json(violation.witness));
  }
  return written;
}

/// Removes the violation files of an earlier run, but nothing that this run wrote or was given.
void remove_stale_violations(const reports::Report& report, std::vector<fs::path> kept, const std::string& folder) {
  for (const reports::Run& run : report.runs) {
    kept.push_back(run.model);
    kept.insert(kept.end(), run.task_files.begin(), run.task_files.end());
  }
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(violations_folder(folder), error)) {
    const std::string name = entry.path().filename();
    const bool ours = name.ends_with(case_suffix);
    const bool keep = std::ranges::any_of(kept, [&](const fs::path& path) {
      std::error_code missing;
      return fs::equivalent(path, entry.path(), missing);
    });
    if (ours && !keep) fs::remove(entry.path(), error);
  }
}

}  // namespace

void prepare_folder(const std::string& folder) {
  if (folder.empty()) return;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw files::FileError(folder, "output folder", error.message(), "choose another folder with --output");
}

int deliver(const Campaigns& campaigns, const CampaignOptions& options) {
  const reports::Report& report = campaigns.report;
  const reports::Conclusion conclusion = conclude(report);
  const std::string& folder = options.output;
  if (!folder.empty()) {
    std::vector<fs::path> written = write_violations(campaigns, folder);
    files::write_file(fs::path(folder) / "report.json", reports::to_json(report));
    remove_stale_violations(report, std::move(written), folder);
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
