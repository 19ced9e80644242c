#pragma once

#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "reports/baseline.hpp"

namespace margincert::cli {

/// What --baseline and --write-baseline ask for, read and checked before any work.
class BaselineUse {
 public:
  /// UsageError for options that contradict each other; FileError for a baseline that cannot be read, or is
  /// of another question.
  explicit BaselineUse(const CampaignOptions& options);

  /// Adds the files that no output of the run may replace.
  void name_files(std::vector<std::string>& inputs) const;

  /// Gives the findings of a finished report their standings, and writes the new baseline. One of a run that was cut
  /// short would forget what was not seen: it is not written, and that is said on stderr.
  void settle(reports::Report& report) const;

 private:
  void write(const reports::Report& report) const;

  std::string file_, written_file_;
  reports::Question question_;                   ///< of this run
  std::vector<reports::BaselineEntry> entries_;  ///< of file_
  std::vector<reports::BaselineEntry> earlier_;  ///< whose reasons and days a new baseline keeps
  reports::Tolerance tolerance_;
};

}  // namespace margincert::cli
