#include "margincert/report.hpp"

#include <fmt/format.h>

#include "files/file_error.hpp"
#include "files/nearest.hpp"
#include "recursion/refusal.hpp"
#include "reports/merge.hpp"

namespace margincert {

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

std::vector<ViolationCase> carried_witnesses(const reports::Report& report) {
  std::vector<ViolationCase> carried;
  for (const reports::WitnessCase* witness : witnesses_of(report)) {
    if (witness->content) carried.push_back({witness->file, *witness->content});
  }
  return carried;
}

reports::Report merge_reports(const std::vector<std::string>& files) {
  if (files.empty()) throw Refusal("", "there is no report to merge", "name the reports of the parts");
  std::vector<reports::Report> parts;
  for (const std::string& file : files) parts.push_back(read_report(file));
  try {
    return reports::merge(parts);
  } catch (const reports::MergeError& error) {
    throw files::FileError(files[error.report()], "beside the reports before it", error.what(),
                           "merge reports of one campaign, each part once");
  }
}

reports::Diff compare_reports(const std::string& before, const std::string& now) {
  const reports::Report earlier = read_report(before);
  return reports::diff(earlier, read_report(now));
}

std::string written(reports::Report report, const std::string& format) {
  const reports::Format* found = reports::find_format(format);
  if (!found) {
    std::vector<std::string> known;
    for (const reports::Format& each : reports::formats()) known.push_back(each.name);
    throw Refusal("", fmt::format("no format '{}'{}", format, files::did_you_mean(format, known)),
                  "use one of " + files::joined(known));
  }
  put_in_order(report);
  return found->write(report);
}

}  // namespace margincert
