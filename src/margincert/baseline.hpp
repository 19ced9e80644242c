#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "margincert/report.hpp"
#include "margincert/selection.hpp"
#include "reports/baseline.hpp"

namespace margincert {

/// What is known of the findings and tolerated (reports/baseline.hpp).
struct BaselineRequest {
  std::string file = {};          ///< empty: every finding is new
  std::string written_file = {};  ///< where the findings of this run are to be recorded; empty: nowhere
  std::string reason = {};        ///< why those are tolerated
  std::string expires = {};       ///< YYYY-MM-DD, the last day of that; empty: 90 days on
};

/// What a report did to the baselines.
struct SettledBaseline {
  std::optional<FileText> written;  ///< the new baseline, to be written
  std::string warning;              ///< why there is none, though one was asked for
};

/// A baseline, read and checked before any work, and settled after it.
class Baseline {
 public:
  /// Refusal for a request that contradicts itself, or a day that is over; FileError for a baseline that cannot be
  /// read, or is of another question than these hypotheses and this regime. Today is, in UTC, the day of
  /// SOURCE_DATE_EPOCH where the environment has that.
  Baseline(const BaselineRequest& request, const std::set<std::string>& dropped, RegimeChoice regime);

  /// The files that no output of the run may replace.
  std::vector<std::string> files() const;

  /// Gives the findings of a finished report their standings, and makes the new baseline. One of a run that was cut
  /// short would forget what was not seen: there is none then, but a warning.
  SettledBaseline settle(reports::Report& report) const;

 private:
  std::string file_, written_file_;
  reports::Question question_;                   ///< of this run
  std::vector<reports::BaselineEntry> entries_;  ///< of file_
  std::vector<reports::BaselineEntry> earlier_;  ///< whose reasons and days a new baseline keeps
  reports::Tolerance tolerance_;
};

}  // namespace margincert
