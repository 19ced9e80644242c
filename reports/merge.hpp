#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include "reports/report.hpp"

namespace margincert::reports {

/// Reports that are not of one campaign, or that count a task twice. what() names the field and both values.
class MergeError : public std::runtime_error {
 public:
  MergeError(std::size_t report, const std::string& difference) : std::runtime_error(difference), report_(report) {}

  /// Index of the first report that does not fit those before it.
  std::size_t report() const { return report_; }

 private:
  std::size_t report_;
};

/// One report from reports of parts of one campaign: with all parts of every run, and all else equal, it is byte for
/// byte what the campaign would have reported in one go. Neither order nor grouping of the reports matters.
///
/// Requests, parameters of models of one name, and baselines have to be equal. The same run in disjoint parts is added
/// up; a part that is there twice is refused. Where tests of one name came out differently, the worse outcome stays.
/// std::invalid_argument for no report at all.
Report merge(const std::vector<Report>& reports);

/// Brings lists whose order says nothing (tests, remarks) into the one order in which every report has them, without
/// what is there twice.
void put_in_order(Report& report);

}  // namespace margincert::reports
