#include "cli/outputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "cli/case_folder.hpp"
#include "cli/delivery.hpp"
#include "margincert/work/shipped.hpp"
#include "cli/exit_codes.hpp"
#include "cli/streams.hpp"
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

void print_text(const std::string& text) { fmt::print("{}", text); }

}  // namespace

void settle(const SettledBaseline& baseline) {
  if (!baseline.warning.empty()) warn(baseline.warning);
  if (baseline.written) files::write_file(baseline.written->path, baseline.written->text);
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
  if (!folder_.empty()) require_own_folder(violations_folder(folder_));
  // All folders first, so that an output in the place of another one's folder is seen to be one.
  std::error_code ignored;
  for (const OutputFile& file : files_) {
    if (file.path.has_filename()) fs::create_directories(one_name(file.path).parent_path(), ignored);
  }
  for (const OutputFile& file : files_) files::require_writable(file.path);
}

/// The witnesses of violations, each complete in itself, so that a co-author can replay exactly these.
void Outputs::write_violations(const std::vector<ViolationCase>& violations) const {
  for (const ViolationCase& violation : violations) {
    files::write_file(violations_folder(folder_) / violation.file_name, files::to_json(violation.witness));
  }
}

/// Nothing that this run wrote or read, or that the report names.
void Outputs::remove_earlier(const reports::Report& report) const {
  std::vector<fs::path> kept(inputs_.begin(), inputs_.end());
  for (const OutputFile& file : files_) kept.push_back(file.path);
  for (const auto* witness : witnesses_of(report)) kept.push_back(violations_folder(folder_) / witness->file);
  remove_earlier_cases(violations_folder(folder_), work::case_suffix, kept);
}

void Outputs::print(const reports::Report& report, const reports::Conclusion& conclusion) const {
  const bool ends_with_the_line = stdout_format_ == &reports::formats().front();
  print_text(ends_with_the_line && quiet_ ? conclusion.line() + "\n" : stdout_format_->write(report));
  if (!ends_with_the_line) to_stderr(conclusion.line() + "\n");
}

int Outputs::deliver(reports::Report report, const std::vector<ViolationCase>& violations) const {
  put_in_order(report);
  const reports::Conclusion conclusion = conclude(report);
  if (!folder_.empty()) write_violations(violations);
  for (const OutputFile& file : files_) files::write_file(file.path, file.format->write(report));
  if (!folder_.empty()) remove_earlier(report);  // not before the report that does without them is there
  print(report, conclusion);
  return exit_code_of(report, conclusion);
}

}  // namespace margincert::cli
