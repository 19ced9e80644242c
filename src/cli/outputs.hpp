#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "margincert/baseline.hpp"
#include "margincert/report.hpp"

namespace margincert::cli {

/// A file to be written.
struct OutputFile {
  const reports::Format* format;
  std::filesystem::path path;
};

/// Writes the new baseline, or says on stderr why there is none.
void settle(const SettledBaseline& baseline);

/// The outputs of a command, resolved against the table of formats: refused as a whole before the work, written after.
class Outputs {
 public:
  /// `inputs` are files that the command reads, which no output may replace; `more` is written beside what the options
  /// name. UsageError for a file that would be written twice or is an input.
  Outputs(const OutputOptions& options, std::vector<std::string> inputs, std::vector<OutputFile> more = {});

  /// Makes the folders and sees that every file can be written there: FileError otherwise.
  void prepare() const;

  /// Writes the files, prints to stdout what goes there, and gives the exit status.
  int deliver(reports::Report report, const std::vector<ViolationCase>& violations) const;

 private:
  void write_violations(const std::vector<ViolationCase>& violations) const;
  void remove_earlier(const reports::Report& report) const;
  void print(const reports::Report& report, const reports::Conclusion& conclusion) const;

  std::vector<OutputFile> files_;
  std::vector<std::string> inputs_;
  std::string folder_;
  const reports::Format* stdout_format_;
  bool quiet_;
};

}  // namespace margincert::cli
