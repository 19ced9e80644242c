#include "cli/outputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <system_error>

#include "cli/delivery.hpp"
#include "cli/embedded.hpp"
#include "cli/exit_codes.hpp"
#include "files/atomic_write.hpp"
#include "files/file_error.hpp"
#include "reports/merge.hpp"

namespace margincert::cli {
namespace {

namespace fs = std::filesystem;

/// One name for all ways to write a path, whether or not there is a file yet.
fs::path one_name(const fs::path& path) {
  std::error_code error;
  const fs::path whole = fs::absolute(path, error);
  fs::path resolved = fs::weakly_canonical(whole, error);
  return error ? whole.lexically_normal() : resolved;
}

fs::path violations_folder(const std::string& folder) { return fs::path(folder) / "violations"; }

/// Whole, whatever its size; main looks whether it arrived.
void print_text(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

}  // namespace

std::vector<const reports::WitnessCase*> witnesses_of(const reports::Report& report) {
  std::vector<const reports::WitnessCase*> all;
  for (const reports::Run& run : report.runs) {
    for (const reports::Tally& tally : run.statements) {
      if (!tally.violation) continue;
      for (const reports::WitnessCase& witness : tally.violation->cases) all.push_back(&witness);
    }
  }
  return all;
}

Outputs::Outputs(const OutputOptions& options, std::vector<std::string> inputs, std::vector<OutputFile> more)
    : files_(std::move(more)),
      inputs_(std::move(inputs)),
      folder_(options.folder),
      stdout_format_(reports::find_format(options.format.empty() ? "text" : options.format)),
      quiet_(options.quiet) {
  for (const reports::Format& format : reports::formats()) {
    const auto named = options.files.find(format.name);
    if (named != options.files.end()) files_.push_back({&format, named->second});
    if (!folder_.empty() && !format.default_file.empty()) {
      files_.push_back({&format, fs::path(folder_) / format.default_file});
    }
  }
  std::map<fs::path, fs::path> taken;
  for (const OutputFile& file : files_) {
    const auto [other, free] = taken.emplace(one_name(file.path), file.path);
    if (free) continue;
    throw UsageError(fmt::format("{} is the file of two outputs; give each a file of its own", file.path.string()));
  }
  for (const std::string& input : inputs_) {
    const auto output = taken.find(one_name(input));
    std::error_code ignored;
    const bool shipped = !fs::exists(input, ignored);
    if (shipped || output == taken.end()) continue;
    throw UsageError(
        fmt::format("{} is read, and cannot be an output too; choose another file", output->second.string()));
  }
}

void Outputs::prepare() const {
  prepare_folder(folder_);
  const fs::path violations = violations_folder(folder_);
  std::error_code ignored;
  if (!folder_.empty() && fs::exists(violations, ignored) && !fs::is_directory(violations, ignored)) {
    throw files::FileError(violations.string(), "output folder", "is no folder",
                           "remove it, or choose another --output");
  }
  // All folders first, so that an output in the place of another one's folder is seen to be one.
  for (const OutputFile& file : files_) {
    if (file.path.has_filename()) fs::create_directories(one_name(file.path).parent_path(), ignored);
  }
  for (const OutputFile& file : files_) files::require_writable(file.path);
}

/// The witnesses of violations, each complete in itself, so that a co-author can replay exactly these. Those of an
/// earlier run are removed, but nothing that this one wrote or read, or that the report names.
void Outputs::write_violations(const reports::Report& report, const std::vector<ViolationCase>& violations) const {
  for (const ViolationCase& violation : violations) {
    files::write_file(violations_folder(folder_) / violation.file_name, files::to_json(violation.witness));
  }
  std::vector<fs::path> kept(inputs_.begin(), inputs_.end());
  for (const OutputFile& file : files_) kept.push_back(file.path);
  for (const auto* witness : witnesses_of(report)) kept.push_back(violations_folder(folder_) / witness->file);
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(violations_folder(folder_), error)) {
    const bool ours = entry.path().filename().string().ends_with(case_suffix);
    const bool keep = std::ranges::any_of(kept, [&](const fs::path& path) {
      std::error_code missing;
      return fs::equivalent(path, entry.path(), missing);
    });
    if (ours && !keep) fs::remove(entry.path(), error);
  }
}

void Outputs::print(const reports::Report& report, const reports::Conclusion& conclusion) const {
  const bool ends_with_the_line = stdout_format_ == &reports::formats().front();
  print_text(ends_with_the_line && quiet_ ? conclusion.line() + "\n" : stdout_format_->write(report));
  if (!ends_with_the_line) fmt::print(stderr, "{}\n", conclusion.line());
}

int Outputs::deliver(reports::Report report, const std::vector<ViolationCase>& violations) const {
  put_in_order(report);
  const reports::Conclusion conclusion = conclude(report);
  if (!folder_.empty()) write_violations(report, violations);
  for (const OutputFile& file : files_) files::write_file(file.path, file.format->write(report));
  print(report, conclusion);
  return exit_code_of(report, conclusion);
}

}  // namespace margincert::cli
