#pragma once

#include <string>
#include <vector>

#include "files/case_file.hpp"
#include "reports/diff.hpp"
#include "reports/formats.hpp"
#include "reports/report.hpp"

// What a run found, after it: reports read again, put together, compared and written. reports/report.hpp has the model,
// which is plain data.
namespace margincert {

using reports::conclude, reports::read_report;

/// A file that a result asks to be written.
struct FileText {
  std::string path;
  std::string text;
};

/// A violation's witness, and its name within the folder violations/ of an output folder.
struct ViolationCase {
  std::string file_name;
  files::Case witness;
};

/// The witnesses of all violations of a report, in its order.
std::vector<const reports::WitnessCase*> witnesses_of(const reports::Report& report);
/// Of these the witnesses that the report itself carries: all but the largest.
std::vector<ViolationCase> carried_witnesses(const reports::Report& report);

/// One report of those of parts of a campaign (reports/merge.hpp). FileError for one that cannot be read, and for the
/// first that does not fit those before it; Refusal of no file at all.
reports::Report merge_reports(const std::vector<std::string>& files);

/// What became of one report's findings and numbers in a later one. FileError for one that cannot be read.
reports::Diff compare_reports(const std::string& before, const std::string& now);

/// The report in the format of that name ("text", "json", "html", …; reports/formats.hpp), as the program writes it.
/// Refusal of any other name.
std::string written(reports::Report report, const std::string& format);

}  // namespace margincert
